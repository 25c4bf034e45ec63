/// What tokenizer_config.json says beside the vocabulary; all of it may be missing.
struct TokenizerConfig: Sendable {
    static let file = "tokenizer_config.json"
    private let node: TokenizerNode

    init(_ files: TokenizerFiles) throws {
        node = files.has(Self.file) ? try files.json(Self.file) : .object([])
        guard node.members != nil else { throw files.malformed(Self.file, "it is not an object") }
    }

    /// Absent or absurdly large means that there is none.
    var maxLength: Int? {
        guard let length = node["model_max_length"]?.int, (1...1 << 30).contains(length) else { return nil }
        return length
    }

    var tokenizerClass: String? { node["tokenizer_class"]?.string }
    var lowercases: Bool? { node["do_lower_case"]?.bool }
    var stripsAccents: Bool? { node["strip_accents"]?.bool }
    var spacesIdeographs: Bool? { node["tokenize_chinese_chars"]?.bool }
    var addsPrefixSpace: Bool? { node["add_prefix_space"]?.bool }

    /// A special token's text, which is written as a string or as an object with `content`.
    func token(_ name: StaticString) -> String? { node[name]?.string ?? node[name]?["content"]?.string }

    /// Ids of the special tokens by the names given here, by BERT's or by RoBERTa's.
    func specialTokens(_ id: (String) -> Int32?) -> SpecialTokens {
        func find(_ name: StaticString, _ usual: String...) -> Int32? {
            if let token = token(name) { return id(token) }
            return usual.lazy.compactMap(id).first
        }
        var tokens = SpecialTokens()
        tokens.padding = find("pad_token", "[PAD]", "<pad>")
        tokens.unknown = find("unk_token", "[UNK]", "<unk>")
        tokens.classifier = find("cls_token", "[CLS]", "<s>")
        tokens.separator = find("sep_token", "[SEP]", "</s>")
        tokens.mask = find("mask_token", "[MASK]", "<mask>")
        tokens.begin = find("bos_token", "<s>")
        tokens.end = find("eos_token", "</s>")
        return tokens
    }
}
