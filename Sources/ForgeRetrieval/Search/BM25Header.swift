import Foundation

/// The head of an index file.
struct BM25Header: Sendable, Hashable {
    static let size = 64
    private static let magic: UInt64 = 0x3130_4D42_4552_4F46  // "FOREBM01" in memory order
    static let k1: Float = 0.9
    static let b: Float = 0.4

    var generation: UInt64
    var chunks: UInt64
    var terms: UInt64
    var postings: UInt64
    var termBytes: UInt64

    init(generation: Int, chunks: Int, terms: Int, postings: Int, termBytes: Int) {
        self.generation = UInt64(generation)
        self.chunks = UInt64(chunks)
        self.terms = UInt64(terms)
        self.postings = UInt64(postings)
        self.termBytes = UInt64(termBytes)
    }

    /// - Throws: damaged when the bytes are no index or not all of it.
    init(_ bytes: UnsafeRawBufferPointer) throws {
        guard bytes.count >= Self.size, Self.word(bytes, 0) == Self.magic else { throw Self.damaged }
        generation = Self.word(bytes, 1)
        chunks = Self.word(bytes, 2)
        terms = Self.word(bytes, 3)
        postings = Self.word(bytes, 4)
        termBytes = Self.word(bytes, 5)
        guard [chunks, terms, postings, termBytes].allSatisfy({ $0 <= UInt64(bytes.count) }),
            BM25Layout(self).size == bytes.count
        else { throw Self.damaged }
    }

    private static var damaged: RetrievalError {
        RetrievalError.damaged("The word index", cause: "It is not whole.")
    }

    var words: [UInt64] { [Self.magic, generation, chunks, terms, postings, termBytes, 0, 0] }

    private static func word(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> UInt64 {
        bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)
    }
}

/// Where the parts of an index begin.
struct BM25Layout {
    let chunks: Int
    let norms: Int
    let termStarts: Int
    let postingStarts: Int
    let postings: Int
    let terms: Int
    let size: Int

    init(_ header: BM25Header) {
        let count = Int(header.chunks)
        chunks = BM25Header.size
        norms = chunks + count * 8
        termStarts = norms + Self.padded(count * 4)
        postingStarts = termStarts + (Int(header.terms) + 1) * 8
        postings = postingStarts + (Int(header.terms) + 1) * 8
        terms = postings + Self.padded(Int(header.postings) * 4)
        size = terms + Int(header.termBytes)
    }

    static func padded(_ bytes: Int) -> Int { (bytes + 7) / 8 * 8 }
}

/// Typed pointers into an index; valid as long as its storage.
struct BM25View {
    let chunks: UnsafePointer<Int64>
    private let norms: UnsafePointer<Float>
    private let termStarts: UnsafePointer<UInt64>
    private let postingStarts: UnsafePointer<UInt64>
    private let postings: UnsafePointer<UInt32>
    private let terms: UnsafeRawPointer
    private let header: BM25Header

    init(_ header: BM25Header, _ bytes: UnsafeRawBufferPointer) {
        // The header's initialiser has seen that the bytes are there.
        guard let base = bytes.baseAddress else { preconditionFailure("an index has at least a header") }
        let layout = BM25Layout(header)
        self.header = header
        chunks = (base + layout.chunks).assumingMemoryBound(to: Int64.self)
        norms = (base + layout.norms).assumingMemoryBound(to: Float.self)
        termStarts = (base + layout.termStarts).assumingMemoryBound(to: UInt64.self)
        postingStarts = (base + layout.postingStarts).assumingMemoryBound(to: UInt64.self)
        postings = (base + layout.postings).assumingMemoryBound(to: UInt32.self)
        terms = base + layout.terms
    }

    /// Adds the word's part of the score to every chunk that holds it.
    func add(_ word: String, to scores: UnsafeMutableBufferPointer<Float>) {
        guard let term = find(word) else { return }
        let range = Int(postingStarts[term])..<Int(postingStarts[term + 1])
        let (all, holding) = (Float(header.chunks), Float(range.count))
        // Lucene's form, which is never negative.
        let rarity = log(1 + (all - holding + 0.5) / (holding + 0.5))
        for index in range {
            let posting = postings[index]
            let (ordinal, occurrences) = (Int(posting >> 8), Float(posting & 255))
            scores[ordinal] += rarity * occurrences / (occurrences + norms[ordinal])
        }
    }

    private func find(_ word: String) -> Int? {
        var word = word
        return word.withUTF8 { wanted in
            var (low, high) = (0, Int(header.terms))
            while low < high {
                let middle = (low + high) / 2
                let order = compare(middle, wanted)
                if order == 0 { return middle }
                if order < 0 { low = middle + 1 } else { high = middle }
            }
            return nil
        }
    }

    private func compare(_ term: Int, _ wanted: UnsafeBufferPointer<UInt8>) -> Int {
        let (start, end) = (Int(termStarts[term]), Int(termStarts[term + 1]))
        let order = wanted.baseAddress.map { memcmp(terms + start, $0, min(end - start, wanted.count)) } ?? 0
        return order != 0 ? Int(order) : (end - start) - wanted.count
    }
}
