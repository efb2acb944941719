import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Large blocks of memory that were given back and wait for the next use: fresh pages from the system take longer than
/// most work that is done in them. Bounded in bytes; the block that waits longest goes first.
enum LargeBlocks {
    /// From this size on a block is kept.
    private static let smallest = 256 << 10
    /// From this size on the system is asked for large pages.
    private static let largePagesFrom = 4 << 20
    private static let largePage = 2 << 20
    private static let limit = 256 << 20

    private struct Waiting {
        var blocks: [(address: UInt, size: Int)] = []
        var byteCount = 0
    }

    private static let waiting = Mutex(Waiting())

    /// Before each block stands its size.
    private static let header = 64

    /// Memory with undefined content for the caller to write; `release` takes it back.
    static func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer {
        if byteCount >= smallest, let known = take(byteCount) { return known }
        let size = header + max(byteCount, 1)
        let large = size >= largePagesFrom
        let block = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: large ? largePage : header)
        #if canImport(Glibc)
            if large { madvise(block, size / largePage * largePage, MADV_HUGEPAGE) }
        #endif
        block.storeBytes(of: byteCount, as: Int.self)
        return block + header
    }

    static func release(_ memory: UnsafeMutableRawPointer) {
        let block = memory - header
        let size = block.load(as: Int.self)
        guard size >= smallest, size <= limit / 2 else { return block.deallocate() }
        let dropped = waiting.withLock { waiting in
            waiting.blocks.append((UInt(bitPattern: memory), size))
            waiting.byteCount += size
            var dropped: [UInt] = []
            while waiting.byteCount > limit {
                let oldest = waiting.blocks.removeFirst()
                waiting.byteCount -= oldest.size
                dropped.append(oldest.address)
            }
            return dropped
        }
        for address in dropped { UnsafeMutableRawPointer(bitPattern: address - UInt(header))?.deallocate() }
    }

    /// The smallest waiting block that is large enough, unless it is much too large.
    private static func take(_ byteCount: Int) -> UnsafeMutableRawPointer? {
        let address = waiting.withLock { waiting -> UInt? in
            var best: Int?
            for index in waiting.blocks.indices where (byteCount...byteCount + byteCount / 4).contains(waiting.blocks[index].size) {
                if best.map({ waiting.blocks[index].size < waiting.blocks[$0].size }) ?? true { best = index }
            }
            guard let best else { return nil }
            let block = waiting.blocks.remove(at: best)
            waiting.byteCount -= block.size
            return block.address
        }
        return address.flatMap { UnsafeMutableRawPointer(bitPattern: $0) }
    }
}
