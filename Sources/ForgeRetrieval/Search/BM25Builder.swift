import ForgeCore
import Foundation

/// Makes an index of texts, given in the order of their chunks.
struct BM25Builder {
    private static let mostChunks = 1 << 24
    private static let mostOccurrences: UInt32 = 255

    private var numbers: [String: Int] = [:]
    private var postings: [[UInt32]] = []
    private var chunks: [Int64] = []
    private var lengths: [Int] = []

    mutating func add(chunk: Int, text: String) throws {
        guard chunks.count < Self.mostChunks else {
            throw RetrievalError(
                .resourceExhausted, "knowledge.too-large", "The word index holds at most 16,777,216 chunks.",
                remedy: "Divide the documents among several knowledge bases.")
        }
        let ordinal = UInt32(chunks.count)
        var length = 0
        WordTokenizer.forEachWord(in: text) { word in
            length += 1
            note(number(of: String(decoding: word, as: UTF8.self)), ordinal)
        }
        chunks.append(Int64(chunk))
        lengths.append(length)
    }

    private mutating func number(of word: String) -> Int {
        if let number = numbers[word] { return number }
        numbers[word] = postings.count
        postings.append([])
        return postings.count - 1
    }

    private mutating func note(_ term: Int, _ ordinal: UInt32) {
        if let last = postings[term].last, last >> 8 == ordinal {
            if last & 255 < Self.mostOccurrences { postings[term][postings[term].count - 1] = last + 1 }
        } else {
            postings[term].append(ordinal << 8 | 1)
        }
    }

    /// The index's bytes.
    func bytes(generation: Int) -> BM25Bytes {
        let terms = numbers.map { (Array($0.key.utf8), $0.value) }.sorted { $0.0.lexicographicallyPrecedes($1.0) }
        let header = BM25Header(
            generation: generation, chunks: chunks.count, terms: terms.count,
            postings: postings.reduce(0) { $0 + $1.count }, termBytes: terms.reduce(0) { $0 + $1.0.count })
        let layout = BM25Layout(header)
        let bytes = BM25Bytes(size: layout.size)
        bytes.put(header.words, at: 0)
        bytes.put(chunks, at: layout.chunks)
        bytes.put(norms, at: layout.norms)
        bytes.put(starts(terms.map(\.0.count)), at: layout.termStarts)
        bytes.put(starts(terms.map { postings[$0.1].count }), at: layout.postingStarts)
        var (posting, byte) = (layout.postings, layout.terms)
        for (term, number) in terms {
            bytes.put(postings[number], at: posting)
            bytes.put(term, at: byte)
            posting += postings[number].count * 4
            byte += term.count
        }
        return bytes
    }

    /// k1 · (1 − b + b · length / mean length), which does not depend on the query.
    private var norms: [Float] {
        let mean = Float(lengths.reduce(0, +)) / Float(max(lengths.count, 1))
        return lengths.map { length in
            BM25Header.k1 * (1 - BM25Header.b + BM25Header.b * Float(length) / max(mean, 1))
        }
    }

    private func starts(_ counts: [Int]) -> [UInt64] {
        var starts: [UInt64] = [0]
        starts.reserveCapacity(counts.count + 1)
        for count in counts { starts.append((starts.last ?? 0) + UInt64(count)) }
        return starts
    }
}

/// An index in memory.
///
/// A class because its memory has one owner; after it has been filled nothing of it changes.
final class BM25Bytes: BM25Storage, @unchecked Sendable {
    private let memory: UnsafeMutableRawBufferPointer

    init(size: Int) {
        memory = .allocate(byteCount: size, alignment: 8)
        memory.initializeMemory(as: UInt8.self, repeating: 0)
    }

    func withBytes<Value>(_ body: (UnsafeRawBufferPointer) throws -> Value) rethrows -> Value {
        try withExtendedLifetime(self) { try body(UnsafeRawBufferPointer(memory)) }
    }

    fileprivate func put<Element: BitwiseCopyable>(_ values: [Element], at offset: Int) {
        values.withUnsafeBytes { source in
            UnsafeMutableRawBufferPointer(rebasing: memory[offset..<offset + source.count]).copyMemory(from: source)
        }
    }

    deinit { memory.deallocate() }
}
