import Diagnostics
import Tables

/// Puts one column together from what the slices collected, and frees their parts.
struct ColumnAssembly {
    let name: String
    /// The column's collectors, in the order of the slices.
    let collectors: [ColumnCollector]
    let rowCount: Int

    func column() throws(Diagnostic) -> Column {
        guard let reading = collectors.first?.reading else { return .texts([]) }
        let storage: Column.Storage
        switch reading.type {
        case .text: storage = try codes()
        case .decimal, .percent: storage = .doubles(gather(.eight) { $0.copyMemory(from: $1.memory, byteCount: $1.rows * 8) })
        case .boolean: storage = .truths(gather(.one) { $0.copyMemory(from: $1.memory, byteCount: $1.rows) })
        case .whole, .money, .date:
            let width = widest()
            storage = .integers(gather(width) { widen($1, to: $0, width) }, width)
        }
        return Column(reading.type, storage, count: rowCount)
    }

    private func widest() -> Width {
        var width = Width.one
        for collector in collectors {
            for index in 0..<collector.parts.parts.count {
                let part = collector.parts.parts[index]
                if part.width.rawValue > width.rawValue { width = part.width }
            }
        }
        return width
    }

    private func gather(_ width: Width, _ copy: (UnsafeMutableRawPointer, CellParts.Part) -> Void) -> Buffer {
        let byteCount = rowCount * width.rawValue
        let memory = Buffer.allocate(byteCount)
        var at = memory
        for collector in collectors {
            let parts = collector.takeParts()
            for index in 0..<parts.parts.count {
                let part = parts.parts[index]
                copy(at, part)
                at += part.rows * width.rawValue
            }
        }
        return Buffer(taking: memory, byteCount: byteCount)
    }

    // MARK: Text

    /// One dictionary for all slices: the first slice's, with the new texts of the others behind it in the order of the
    /// file, whatever the number of slices.
    private func codes() throws(Diagnostic) -> Column.Storage {
        var renamings: [[Int32]] = []
        let all = collectors[0]
        renamings.append((0..<Int32(truncatingIfNeeded: all.texts.count)).map { $0 })
        for other in collectors.dropFirst() {
            try Cancellation.check()
            renamings.append(all.texts.merge(other.texts))
        }
        if collectors.contains(where: { $0.texts.isFull }) {
            throw Diagnostic(
                "too-much-text", "Column \(name) holds more than 4 GB of distinct text.", help: "Leave it out of the file.")
        }
        let dictionary = all.texts.dictionary()
        let width: Width = dictionary.count <= 256 ? .one : dictionary.count <= 65_536 ? .two : .four
        var renaming = renamings.makeIterator()
        let byteCount = rowCount * width.rawValue
        let memory = Buffer.allocate(byteCount)
        var at = memory
        for collector in collectors {
            let names = renaming.next() ?? []
            let parts = collector.takeParts()
            for index in 0..<parts.parts.count {
                let part = parts.parts[index]
                rename(part, to: at, width, names)
                at += part.rows * width.rawValue
            }
        }
        return .codes(Buffer(taking: memory, byteCount: byteCount), width, dictionary)
    }
}

// MARK: - Widening

private func widen(_ part: CellParts.Part, to target: UnsafeMutableRawPointer, _ width: Width) {
    if part.width == width {
        target.copyMemory(from: part.memory, byteCount: part.rows * width.rawValue)
        return
    }
    switch part.width {
    case .one: widen(part, Int8.self, target, width)
    case .two: widen(part, Int16.self, target, width)
    case .four, .eight: widen(part, Int32.self, target, width)
    }
}

private func widen<From: FixedWidthInteger>(
    _ part: CellParts.Part, _: From.Type, _ target: UnsafeMutableRawPointer, _ width: Width
) {
    func fill<To: FixedWidthInteger>(_: To.Type) {
        let from = part.memory.assumingMemoryBound(to: From.self)
        let to = target.assumingMemoryBound(to: To.self)
        for i in 0..<part.rows { to[i] = from[i] == .min ? .min : To(truncatingIfNeeded: from[i]) }
    }
    switch width {
    case .one, .two: fill(Int16.self)
    case .four: fill(Int32.self)
    case .eight: fill(Int64.self)
    }
}

private func rename(_ part: CellParts.Part, to target: UnsafeMutableRawPointer, _ width: Width, _ names: [Int32]) {
    names.withUnsafeBufferPointer { names in
        func fill<From: FixedWidthInteger, To: FixedWidthInteger>(_: From.Type, _: To.Type) {
            guard let names = names.baseAddress else { return }
            let from = part.memory.assumingMemoryBound(to: From.self)
            let to = target.assumingMemoryBound(to: To.self)
            for i in 0..<part.rows { to[i] = To(truncatingIfNeeded: names[Int(from[i])]) }
        }
        func fill<To: FixedWidthInteger>(to: To.Type) {
            switch part.width {
            case .one: fill(UInt8.self, to)
            case .two: fill(UInt16.self, to)
            case .four, .eight: fill(Int32.self, to)
            }
        }
        switch width {
        case .one: fill(to: UInt8.self)
        case .two: fill(to: UInt16.self)
        case .four, .eight: fill(to: Int32.self)
        }
    }
}
