import CStemmer

/// The stems of English words: `deliveries`, `delivery` and `delivered` are one. Snowball's English stemmer (Porter 2, by
/// Martin Porter, snowballstem.org). Not to be shared between threads: each search makes its own.
final class Stemmer {
    private let handle: OpaquePointer?

    init() { handle = sb_stemmer_new("english", "UTF_8") }

    deinit { if let handle { sb_stemmer_delete(handle) } }

    /// The stem of a word in small letters; the word itself where it has none.
    func stem(_ word: String) -> String {
        guard let handle else { return word }
        var word = word
        return word.withUTF8 { bytes in
            guard let stem = sb_stemmer_stem(handle, bytes.baseAddress, Int32(bytes.count)) else { return String(decoding: bytes, as: UTF8.self) }
            return String(decoding: UnsafeBufferPointer(start: stem, count: Int(sb_stemmer_length(handle))), as: UTF8.self)
        }
    }
}
