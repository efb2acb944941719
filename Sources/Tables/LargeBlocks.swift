import CMalloc

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Memory for columns.
enum LargeBlocks {
    /// Below this size memory is kept anyway.
    private static let smallest = 128 << 10
    /// From this size on the system is asked for large pages.
    private static let largePagesFrom = 4 << 20
    private static let largePage = 2 << 20

    /// What is given back stays with the process for the next use, up to a bound: fresh pages from the system take
    /// longer than most work that is done in them. One heap for all threads, so that the next use may be any thread's.
    private static let isKept: Bool = {
        #if canImport(Glibc)
            mallopt(M_ARENA_MAX, 1)
            mallopt(M_MMAP_THRESHOLD, 32 << 20)
            mallopt(M_TRIM_THRESHOLD, 512 << 20)
            mallopt(M_TOP_PAD, 16 << 20)
        #endif
        return true
    }()

    /// Memory with undefined content for the caller to write; `release` takes it back.
    static func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer {
        let isLarge = byteCount >= smallest && isKept && byteCount >= largePagesFrom
        let block = UnsafeMutableRawPointer.allocate(byteCount: max(byteCount, 1), alignment: isLarge ? largePage : 64)
        #if canImport(Glibc)
            if isLarge { madvise(block, byteCount / largePage * largePage, MADV_HUGEPAGE) }
        #endif
        return block
    }

    static func release(_ memory: UnsafeMutableRawPointer) { memory.deallocate() }
}
