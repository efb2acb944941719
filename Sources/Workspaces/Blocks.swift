import Diagnostics
import Synchronization
import Tables

/// A value that stands in a workspace file as a run of bytes, the same for equal values.
package protocol Recorded: Sendable {
    /// What a list of such values is called, for messages: `the FAQ`.
    static var listName: String { get }
    /// Adds what `init(from:)` reads.
    func write(to out: inout ByteWriter)
    /// Nil for bytes that make no sense.
    init?(from reader: inout ByteReader)
}

/// A long list of values in blocks that copies share: a change makes one block anew, and a file keeps each block once.
package struct Blocks<Element: Recorded>: Sendable, Equatable {
    /// All full but the last, none empty.
    package private(set) var blocks: [Block] = []

    /// Every block but the last has so many.
    package static var blockSize: Int { 64 }

    /// An empty list.
    package init() {}

    /// Blocks as a file has them; nil where no list is made of such.
    package init?(_ blocks: [Block]) {
        guard blocks.dropLast().allSatisfy({ $0.count == Self.blockSize }), blocks.allSatisfy({ (1...Self.blockSize).contains($0.count) }) else { return nil }
        self.blocks = blocks
    }

    /// Elements in all blocks; nothing is read for it.
    package var count: Int { max(0, blocks.count - 1) * Self.blockSize + (blocks.last?.count ?? 0) }
    /// Nothing is read for it.
    package var isEmpty: Bool { blocks.isEmpty }

    /// - Throws: when a file that holds them cannot be read any more.
    package func all() throws(Diagnostic) -> [Element] { Array(try byBlock().joined()) }

    /// The same, block by block: nothing is copied. Throws as `all`.
    package func byBlock() throws(Diagnostic) -> [[Element]] {
        var all: [[Element]] = []
        all.reserveCapacity(blocks.count)
        for block in blocks { all.append(try block.elements()) }
        return all
    }

    /// The element at a place; nil where there is none. Throws when a file that holds it cannot be read any more.
    package func element(at place: Int) throws(Diagnostic) -> Element? {
        guard place >= 0, place < count else { return nil }
        return try blocks[place / Self.blockSize].elements()[place % Self.blockSize]
    }

    /// Nothing happens where there is no such place. Makes its block anew. Throws when that cannot be read.
    package mutating func replace(at place: Int, with element: Element) throws(Diagnostic) {
        guard place >= 0, place < count else { return }
        var elements = try blocks[place / Self.blockSize].elements()
        elements[place % Self.blockSize] = element
        blocks[place / Self.blockSize] = Block(elements)
    }

    /// Puts elements behind all others. Throws when the last block cannot be read, and on Ctrl-C, after blocks were
    /// added.
    package mutating func append(_ elements: [Element]) throws(Diagnostic) {
        var waiting = elements[...]
        if let last = blocks.last, last.count < Self.blockSize, !waiting.isEmpty {
            let more = waiting.prefix(Self.blockSize - last.count)
            blocks[blocks.count - 1] = Block(try last.elements() + more)
            waiting = waiting.dropFirst(more.count)
        }
        while !waiting.isEmpty {
            try Cancellation.check()
            blocks.append(Block(Array(waiting.prefix(Self.blockSize))))
            waiting = waiting.dropFirst(Self.blockSize)
        }
    }

    /// The same blocks, or blocks of the same bytes.
    package static func == (a: Blocks, b: Blocks) -> Bool {
        a.blocks.count == b.blocks.count && zip(a.blocks, b.blocks).allSatisfy { $0 === $1 || $0.count == $1.count && $0.buffer.holdsSame(as: $1.buffer) }
    }

    /// Some values that follow each other: never changed, and read when they are first asked for.
    package final class Block: Sendable {
        /// Elements in it, 1 to `blockSize`.
        package let count: Int
        /// Their bytes, one value behind the other.
        package let buffer: Buffer
        private let read: Mutex<[Element]?>

        /// Elements that are new; their bytes are made at once.
        package init(_ elements: [Element]) {
            var out = ByteWriter()
            for element in elements { element.write(to: &out) }
            count = elements.count
            buffer = Buffer(out.bytes)
            read = Mutex(elements)
        }

        /// A block of a file.
        package init(count: Int, _ buffer: Buffer) {
            self.count = count
            self.buffer = buffer
            read = Mutex(nil)
        }

        func elements() throws(Diagnostic) -> [Element] {
            if let elements = read.withLock({ $0 }) { return elements }
            try buffer.read()
            guard let elements = parsed() else {
                throw Diagnostic("file-damaged", "A part of \(Element.listName) makes no sense: its file was written by a program other than Tierbook.", help: "Go back to a copy of the file.")
            }
            read.withLock { $0 = elements }
            return elements
        }

        private func parsed() -> [Element]? {
            var reader = ByteReader(buffer.cells(of: UInt8.self, count: buffer.byteCount)[...])
            var elements: [Element] = []
            for _ in 0..<count {
                guard let element = Element(from: &reader) else { return nil }
                elements.append(element)
            }
            return reader.isAtEnd ? elements : nil
        }
    }
}
