import Diagnostics
import Foundation
import Tables
import TestSupport
import Testing
import Workspaces

@testable import Storage

/// What happens to a published edition in the file is noticed when the file is opened.
@Suite("Editions, safety") struct EditionSafetyTests {
    private func warnings(_ path: String) throws -> [Diagnostic] {
        try WorkspaceFile.open(path, readOnly: true).file.warnings
    }

    @Test("any changed cell of an edition is noticed on opening, and the edition named; the rest can be used") func cells() throws {
        let folder = try Folder()
        let path = folder.file("a.tierbook")
        try WorkspaceFile.saveAs(try Samples.full(), path).file.close()
        let whole = try folder.bytes("a.tierbook")
        let catalogue = try FileCheck.catalogue(of: Database.open(path, .readOnly, named: path))
        let editions = catalogue.contents.filter { if case .edition = $0.role { true } else { false } }
        for (index, edition) in editions.enumerated() {
            for column in edition.tables[0].columns {
                guard case .buffer(let id) = column.place else { continue }
                try folder.write(whole, "a.tierbook")
                let row = id * FileFormat.segmentsPerBuffer
                // Another cell in the middle: behind the header of a packed segment, before its padding.
                try Database.open(path, .readWrite, named: path).execute(
                    """
                    UPDATE tierbook_segments SET bytes = CAST(substr(bytes, 1, 20) ||
                      CASE hex(substr(bytes, 21, 1)) WHEN '00' THEN x'01' ELSE x'00' END || substr(bytes, 22) AS BLOB)
                      WHERE id = \(row)
                    """)
                let (file, opened) = try WorkspaceFile.open(path, readOnly: true)
                let sharing = editions.count { $0.tables[0].columns.contains { $0.place == column.place } }
                #expect(file.warnings.map(\.id) == Array(repeating: "edition-damaged", count: sharing), "\(column.name)")
                #expect(file.warnings.contains { $0.message.hasPrefix("Edition week \(index + 1) is no longer what was published") })
                #expect(diagnostic { _ = try opened.editions[index].isUnchanged() }?.id == "file-damaged")
                for named in opened.tables { try named.table.read() }
            }
        }
    }

    @Test("300 flipped bits in a file of editions: each is noticed on opening, or changes no value") func flippedBits() throws {
        let folder = try Folder()
        let path = folder.file("a.tierbook")
        var workspace = Workspace()
        let accounts = Column.texts((0..<300).map { "Account \($0)" })
        for week in 1...3 { workspace.publish(try Samples.edition(week, accounts: accounts, rows: 300)) }
        try WorkspaceFile.saveAs(workspace, path).file.close()
        let bytes = try folder.bytes("a.tierbook")
        var random = Seeded(state: 3)
        var noticed = 0
        for _ in 0..<300 {
            let bit = Int(random.next() % UInt64(bytes.count * 8))
            var damaged = bytes
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            try folder.write(damaged, "a.tierbook")
            let found = diagnostic {
                let (file, opened) = try WorkspaceFile.open(path, readOnly: true)
                if let warning = file.warnings.first { throw warning }
                #expect(opened.editions.map(\.hash) == workspace.editions.map(\.hash))
                #expect(try opened.editions.allSatisfy { try $0.isUnchanged() }, "bit \(bit) went unseen")
            }
            if found != nil { noticed += 1 }
        }
        #expect(noticed > 50)
    }

    @Test("what an edition says of itself cannot be changed unnoticed", arguments: [
        "UPDATE tierbook_contents SET author = 'me' WHERE kind = 'edition'",
        "UPDATE tierbook_contents SET hash = replace(hash, 'a', 'b') WHERE kind = 'edition'",
        "UPDATE tierbook_contents SET date = '2020-01-01' WHERE name = 'week 2'",
        "UPDATE tierbook_contents SET as_of = NULL WHERE name = 'week 2'",
        "DELETE FROM tierbook_contents WHERE name = 'week 3'",
        "UPDATE tierbook_contents SET kind = 'other' WHERE name = 'week 3'",
        "UPDATE tierbook_rules SET statement = 'tier Gold top 99'",
        "UPDATE tierbook_rules SET kind = 'nothing'",
        "UPDATE tierbook_definitions SET contents = 1 WHERE contents > 3",
        "UPDATE tierbook_tables SET contents = 77 WHERE contents = 5",
        "DELETE FROM tierbook_rules WHERE contents = 1",
    ]) func catalogue(_ statement: String) throws {
        let folder = try Folder()
        let path = folder.file("a.tierbook")
        try WorkspaceFile.saveAs(try Samples.full(), path).file.close()
        try Database.open(path, .readWrite, named: path).execute(statement)
        #expect(diagnostic { _ = try WorkspaceFile.open(path) }?.id == "file-damaged")
    }

    @Test("a catalogue made by hand that contradicts itself is refused, right digest or not") func handMade() throws {
        let folder = try Folder()
        let path = folder.file("a.tierbook")
        let (file, _) = try WorkspaceFile.saveAs(try Samples.full(), path)
        file.close()
        let whole = try folder.bytes("a.tierbook")
        func refusal(_ change: (inout Catalogue) -> Void) throws -> String? {
            try folder.write(whole, "a.tierbook")
            let database = try Database.open(path, .readWrite, named: path)
            let old = try FileCheck.catalogue(of: database)
            var catalogue = old
            change(&catalogue)
            catalogue.numberTables()
            try catalogue.write(to: database, root: catalogue.root, replacing: old)
            return diagnostic { _ = try WorkspaceFile.open(path) }?.message
        }
        let small = 0
        func contradicts(_ said: String?) -> Bool { said?.contains("contradicts itself") == true }
        #expect(try refusal { _ in } == nil)
        #expect(try refusal { $0.contents.remove(at: 0) }?.contains("does not hold one firm's contents") == true)
        #expect(try refusal { $0.contents[1].role = .inUse(scenario: "b") }?.contains("does not hold one firm's") == true)
        #expect(try refusal { $0.contents[2].role = .inUse(scenario: "b") }?.contains("two contents are in use") == true)
        #expect(try refusal { $0.contents.swapAt(2, 4) }?.contains("a scenario stands behind an edition") == true)
        #expect(try refusal { $0.contents[3].tables[0] = $0.contents[1].tables[small] }?.contains("kept as plain rows") == true)
        #expect(try refusal { $0.contents[1].tables.append($0.contents[1].tables[1]) } != nil)
        #expect(try refusal { $0.contents[3].definitions += $0.contents[3].definitions }?.contains("two definitions") == true)
        #expect(try refusal { $0.contents[3].rules += $0.contents[3].rules }?.contains("two rules") == true)
        #expect(contradicts(try refusal { $0.contents[1].tables[small].columns.swapAt(0, 1) }))
        #expect(contradicts(try refusal { $0.contents[1].tables[small].rowTable?.digest ^= 1 }))
        #expect(contradicts(try refusal { $0.contents[3].tables[0].rows = 1 << 40 }))
        #expect(contradicts(try refusal { $0.contents[3].tables[0].rows -= 1 }))
    }
}
