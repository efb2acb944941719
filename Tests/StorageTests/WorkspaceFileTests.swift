import Diagnostics
import Foundation
import Tables
import Testing
import Workspaces

@testable import Storage

@Suite("Workspace file") struct WorkspaceFileTests {
    @Test("every type, width and odd size comes back") func roundTrip() throws {
        let folder = try Folder()
        let workspace = Samples.workspace()
        let path = folder.file("all.tierbook")
        let (written, summary) = try WorkspaceFile.saveAs(workspace, path)
        #expect(summary.isWholeFile && summary.rowTablesWritten == 2)
        written.close()
        let (file, opened) = try WorkspaceFile.open(path)
        #expect(opened == workspace)
        #expect(file.root == written.root)
        for (before, after) in zip(workspace.tables, opened.tables) {
            for (a, b) in zip(before.table.fields, after.table.fields) {
                #expect(StorageKind(a.column) == StorageKind(b.column))
            }
            for (a, b) in zip(before.table.links, after.table.links) {
                #expect(memcmp(a.rows.bytes, b.rows.bytes, a.rows.byteCount) == 0)
            }
        }
        try LoadFailures.check()
        file.close()
        #expect(folder.names == ["all.tierbook"])
    }

    @Test("opening reads no cell; touching one column of a long table reads that one") func laziness() throws {
        let folder = try Folder()
        let path = folder.file("lazy.tierbook")
        try WorkspaceFile.saveAs(Samples.workspace(), path).file.close()
        let (file, workspace) = try WorkspaceFile.open(path)
        defer { file.close() }
        let long = try #require(workspace.table(named: "long")).table
        let small = try #require(workspace.table(named: "everything")).table
        #expect(workspace.tables.flatMap(\.table.fields).allSatisfy { !$0.column.buffer.isLoaded || $0.column.count == 0 })
        #expect(long.fields[2].column[1] == .money(Money(units: 1, scale: 2, currency: Currency("EUR"))))
        #expect(long.fields.map(\.column.buffer.isLoaded) == [false, false, true, false, false])
        #expect(small.fields[0].column[4] == .text("e"))
        #expect(!small.fields[1].column.buffer.isLoaded)
    }

    @Test("a save writes only what changed and leaves other segments where they are") func incremental() throws {
        let folder = try Folder()
        let path = folder.file("step.tierbook")
        let (file, _) = try WorkspaceFile.saveAs(Samples.workspace(), path)
        file.close()
        var (again, workspace) = try WorkspaceFile.open(path)
        #expect(try again.save(workspace).bytesWritten == 0)
        let before = try segments(path)
        var long = try #require(workspace.table(named: "long")).table
        long.replace(2, with: Samples.long(factor: 3).fields[2].column)
        workspace.put(long, as: "long")
        workspace.asOf = Day(number: 18_000)
        let summary = try again.save(workspace)
        #expect(summary.buffersWritten == 1 && summary.rowTablesWritten == 0 && !summary.isWholeFile)
        #expect(summary.bytesWritten == 30_000 * 8)
        let after = try segments(path)
        #expect(before.subtracting(after).count == 1 && after.subtracting(before).count == 1)
        again.close()
        (again, workspace) = try WorkspaceFile.open(path)
        #expect(try #require(workspace.table(named: "long")).table == long)
        #expect(workspace.asOf == Day(number: 18_000))
        again.close()
        #expect(folder.names == ["step.tierbook"])
    }

    private func segments(_ path: String) throws -> Set<Int64> {
        let database = try Database.open(path, .readOnly, named: path)
        let rows = try database.prepare("SELECT id FROM tierbook_segments")
        var ids: Set<Int64> = []
        while try rows.step() { ids.insert(rows.integer(0)) }
        return ids
    }
}
