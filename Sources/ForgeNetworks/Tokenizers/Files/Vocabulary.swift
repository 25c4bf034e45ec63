private import ForgeCore

/// Tokens and their ids, checked: ids within bounds, tokens of a sensible length.
struct Vocabulary: Sendable {
    private(set) var tokens: [(bytes: [UInt8], id: Int32)] = []
    private(set) var trie: ByteTrie
    private var total = 0

    init(capacity: Int) { trie = ByteTrie(capacity: min(capacity, TokenizerLimits.ids) * 4) }

    /// One more than the largest id.
    var size: Int { Int(tokens.map(\.id).max() ?? -1) + 1 }

    func id(of token: String) -> Int32? { trie.id(of: token.utf8) }

    /// Of equal tokens the last counts.
    mutating func add(_ bytes: [UInt8], id: Int32, _ file: String, _ files: TokenizerFiles) throws {
        total += bytes.count
        guard bytes.count <= TokenizerLimits.tokenBytes, total <= TokenizerLimits.vocabularyBytes else {
            throw files.malformed(file, "its vocabulary has tokens of more bytes than any language needs")
        }
        tokens.append((bytes, id))
        trie.insert(bytes, id: id)
    }

    /// `{token: id}`
    init(_ node: TokenizerNode?, _ file: String, _ files: TokenizerFiles) throws {
        guard let members = node?.members, !members.isEmpty else {
            throw files.malformed(file, "its vocabulary is not an object of tokens and ids")
        }
        self.init(capacity: members.count)
        for (key, value) in members {
            guard let id = value.id else {
                throw files.malformed(file, "a token's id is no whole number below \(TokenizerLimits.ids)")
            }
            try add(key, id: id, file, files)
        }
    }

    /// One token a line, its number the id.
    init(lines: [[UInt8]], _ file: String, _ files: TokenizerFiles) throws {
        guard !lines.isEmpty, lines.count <= TokenizerLimits.ids else {
            throw files.malformed(file, "it has \(lines.count) lines")
        }
        self.init(capacity: lines.count)
        for (index, line) in lines.enumerated() { try add(line, id: Int32(index), file, files) }
    }
}
