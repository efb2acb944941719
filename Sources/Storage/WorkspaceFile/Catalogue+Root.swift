import Tables
import Workspaces

extension Catalogue {
    /// The digest of all of it, and so of every cell: two files with the same root hold the same workspace.
    ///
    /// It begins with what older versions of the format had, so that what they can hold has the root that they gave it.
    var root: UInt64 {
        let inUse = contents.first ?? Contents(role: .inUse(scenario: nil))
        var out = ByteWriter()
        inUse.writeTables(to: &out)
        out.put(buffers.count)
        for (id, buffer) in buffers.sorted(by: { $0.key < $1.key }) {
            out.put(id)
            out.put(buffer.byteCount)
            for digest in buffer.digests { out.put(digest) }
        }
        inUse.writeDefinitions(to: &out)
        out.put(history.count)
        for change in history { change.write(to: &out) }
        if contents.count > 1 || !inUse.rules.isEmpty {
            inUse.writeRules(to: &out)
            for contents in contents {
                contents.role.write(to: &out)
                // Those in use have been written.
                if case .inUse = contents.role { continue }
                contents.writeTables(to: &out)
                contents.writeDefinitions(to: &out)
                contents.writeRules(to: &out)
            }
        }
        if contents.contains(where: { !$0.records.isEmpty }) {
            for contents in contents { contents.writeRecords(to: &out) }
        }
        return Digest.of(out.bytes)
    }
}

extension Catalogue.Contents {
    fileprivate func writeTables(to out: inout ByteWriter) {
        out.put(asOf.map { Int($0.number) })
        out.put(tables.count)
        for table in tables { table.write(to: &out) }
    }

    fileprivate func writeDefinitions(to out: inout ByteWriter) {
        out.put(definitions.count)
        for definition in definitions {
            out.put(definition.name)
            out.put(definition.kind.rawValue)
            out.put(definition.text)
        }
    }

    fileprivate func writeRules(to out: inout ByteWriter) {
        out.put(rules.count)
        for rule in rules {
            out.put(rule.kind.rawValue)
            out.put(rule.name)
            out.put(rule.statement)
        }
    }
}

extension Catalogue.Contents {
    fileprivate func writeRecords(to out: inout ByteWriter) {
        out.put(records.count)
        for records in records {
            out.put(records.kind.rawValue)
            out.put(records.count)
            out.put(records.buffer)
        }
    }
}

extension Catalogue.Contents.Role {
    fileprivate func write(to out: inout ByteWriter) {
        switch self {
        case .inUse(let scenario), .resting(let scenario):
            out.put(UInt8(scenario == nil ? 0 : 1))
            out.put(scenario ?? "")
        case .edition(let imprint):
            out.put(2 as UInt8)
            out.put(imprint.name)
            out.put(Int(imprint.date.number))
            for text in [imprint.author, imprint.note, imprint.hash] { out.put(text) }
        }
    }
}

extension Catalogue.Table {
    fileprivate func write(to out: inout ByteWriter) {
        out.put(id)
        out.put(name)
        out.put(rows)
        out.put(key)
        out.put(dated)
        out.put(rowTable?.name ?? "")
        out.put(rowTable?.digest ?? 0)
        out.put(columns.count)
        for column in columns {
            out.put(column.name)
            out.put(column.type.stored)
            out.put(column.kind.stored)
            switch column.place {
            case .rows(let name, let affinity):
                out.put(name)
                out.put(affinity)
            case .buffer(let buffer): out.put(buffer)
            }
            guard let dictionary = column.dictionary else { continue }
            out.put(dictionary.count)
            out.put(dictionary.textBytes)
            out.put(dictionary.buffers?.texts ?? 0)
            out.put(dictionary.buffers?.offsets ?? 0)
        }
        out.put(links.count)
        for link in links {
            out.put(link.column)
            out.put(link.target)
            out.put(link.buffer)
        }
    }
}
