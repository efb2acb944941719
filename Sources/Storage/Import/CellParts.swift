import Tables

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The cells of one column that one reader has read so far, each part as narrow as its own values allow.
///
/// Memory comes in slabs from the system and goes back as soon as the whole column is put together, so that an import
/// needs little more than the table it makes.
struct CellParts: ~Copyable {
    struct Part {
        var memory: UnsafeMutableRawPointer
        var width: Width
        var rows: Int
    }

    private static let slabBytes = 2 << 20
    private(set) var parts: [Part] = []
    private var slabs: [Slab] = []
    private var used = 0

    init() {}

    deinit { for slab in slabs { slab.release() } }

    /// Room for more rows, which the caller fills.
    mutating func append(rows: Int, width: Width) -> UnsafeMutableRawPointer {
        let wanted = (rows * width.rawValue + 7) & ~7
        if slabs.isEmpty || used + wanted > slabs[slabs.count - 1].byteCount {
            let size = max(CellParts.slabBytes, wanted)
            slabs.append(Slab(size))
            used = 0
        }
        let memory = slabs[slabs.count - 1].memory + used
        used += wanted
        parts.append(Part(memory: memory, width: width, rows: rows))
        return memory
    }
}

/// Memory straight from the system, which `free` gives back at once; from the heap when the system refuses.
private struct Slab {
    let memory: UnsafeMutableRawPointer
    let byteCount: Int
    private let isMapped: Bool

    init(_ byteCount: Int) {
        self.byteCount = byteCount
        let mapped = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        if let mapped, mapped != MAP_FAILED {
            (memory, isMapped) = (mapped, true)
        } else {
            (memory, isMapped) = (Buffer.allocate(byteCount), false)
        }
    }

    func release() {
        if isMapped { munmap(memory, byteCount) } else { Buffer.release(memory) }
    }
}
