#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The value of a rank without sorting.
package enum Selecting {
    /// The element of that rank, 0 the least, among the first `count`; reorders these. There must be that many.
    package static func element(_ rank: Int, ofFirst count: Int, of elements: inout [UInt64]) -> UInt64 {
        elements.withUnsafeMutableBufferPointer { elements in
            select(rank, in: UnsafeMutableBufferPointer(rebasing: elements[..<count]))
            return elements[rank]
        }
    }

    /// Puts the value of that rank (0 is the least) in its place, none greater before it and none less after it.
    /// Floyd & Rivest (1975), Algorithm 489; a run of bad luck ends in a sort, so that no input is quadratic.
    static func select<T: Comparable>(_ rank: Int, in values: UnsafeMutableBufferPointer<T>) {
        var budget = 8 * values.count + 1000
        select(rank, values, 0, values.count - 1, &budget)
    }

    private static func select<T: Comparable>(
        _ rank: Int, _ values: UnsafeMutableBufferPointer<T>, _ first: Int, _ last: Int, _ budget: inout Int
    ) {
        var (left, right) = (first, last)
        while right > left {
            budget -= right - left
            if budget < 0 {
                var rest = UnsafeMutableBufferPointer(rebasing: values[left...right])
                rest.sort()
                return
            }
            if right - left > 600 {
                // Select within a sample first, so that the pivot lies close to the rank.
                let n = Double(right - left + 1)
                let z = log(n)
                let size = 0.5 * exp(2 * z / 3)
                let offset = Double(rank - left + 1)
                let spread = 0.5 * (z * size * (n - size) / n).squareRoot() * (offset < n / 2 ? -1 : 1)
                let low = max(Double(left), Double(rank) - offset * size / n + spread)
                let high = min(Double(right), Double(rank) + (n - offset) * size / n + spread)
                select(rank, values, Int(low), Int(high), &budget)
            }
            let pivot = values[rank]
            var (i, j) = (left, right)
            values.swapAt(left, rank)
            if values[right] > pivot { values.swapAt(right, left) }
            while i < j {
                values.swapAt(i, j)
                i += 1
                j -= 1
                while values[i] < pivot { i += 1 }
                while values[j] > pivot { j -= 1 }
            }
            if values[left] == pivot {
                values.swapAt(left, j)
            } else {
                j += 1
                values.swapAt(j, right)
            }
            if j <= rank { left = j + 1 }
            if rank <= j { right = j - 1 }
        }
    }
}
