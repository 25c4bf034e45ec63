import Foundation

/// Whether llama.cpp can use a model's vocabulary without ending the process.
struct VocabularyCheck {
    let header: GGUFHeader
    let data: Data
    let name: String

    private static let listKey = "tokenizer.ggml.tokens"
    /// Those that write unknown characters byte by byte and expect a token for each.
    private static let byteTokenizers: Set = ["llama", "plamo2"]

    /// - Throws: `EngineError` `model.malformed`.
    func run() throws {
        let model = header.metadata["tokenizer.ggml.model"]?.string ?? ""
        guard !["", "no_vocab", "none"].contains(model),
            let entry = header.entries.first(where: { $0.key == Self.listKey })
        else { throw GGUFReader.malformed(name, "it has no vocabulary") }
        var reader = GGUFReader(data: data, name: name, offset: entry.bytes.lowerBound)
        _ = try reader.key()
        guard let list = try reader.list(), list.type == 8, 1...Int(Int32.max) ~= list.count else {
            throw GGUFReader.malformed(name, "its vocabulary is no list of texts")
        }
        let bytes = try data.withUnsafeBytes { try check(&reader, count: list.count, in: $0) }
        guard !Self.byteTokenizers.contains(model) || bytes.allSatisfy(\.self) else {
            throw GGUFReader.malformed(name, "its vocabulary lacks tokens of single bytes")
        }
    }

    /// - Returns: for each of the 256 bytes whether there is a token for it.
    private func check(_ reader: inout GGUFReader, count: Int, in data: UnsafeRawBufferPointer) throws -> [Bool] {
        var seen: Set<Int> = []
        seen.reserveCapacity(count)
        var bytes = [Bool](repeating: false, count: 256)
        for index in 0..<count {
            let range = try reader.textRange()
            let text = UnsafeRawBufferPointer(rebasing: data[range])
            // Hashes, because a set of hundreds of thousands of texts takes seconds. Equal texts have equal ones.
            let isNew =
                text.isEmpty
                ? seen.insert(Self.hash(Array("[EMPTY_\(index)]".utf8))).inserted
                : seen.insert(Self.hash(text)).inserted
            guard isNew else { throw GGUFReader.malformed(name, "its vocabulary has a token twice (\(index))") }
            if let byte = Self.byte(text) { bytes[Int(byte)] = true }
        }
        return bytes
    }

    private static func hash(_ text: some ContiguousBytes) -> Int {
        var hasher = Hasher()
        text.withUnsafeBytes { hasher.combine(bytes: $0) }
        return hasher.finalize()
    }

    /// The byte that a token stands for: itself, or `<0x0A>`.
    private static func byte(_ text: UnsafeRawBufferPointer) -> UInt8? {
        if text.count == 1 { return text[0] }
        guard text.count == 6, text.starts(with: "<0x".utf8), text[5] == UInt8(ascii: ">") else { return nil }
        return UInt8(String(decoding: text[3..<5], as: UTF8.self), radix: 16)
    }
}
