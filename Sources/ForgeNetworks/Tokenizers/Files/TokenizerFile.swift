/// tokenizer.json: what `tokenizers` saves, as far as BERT, RoBERTa, BART and GPT-2 use it.
///
/// Its `truncation` and `padding` are left to the caller, and its `decoder` is of no use here.
struct TokenizerFile {
    static let name = "tokenizer.json"
    private let files: TokenizerFiles
    private let root: TokenizerNode
    private let model: TokenizerNode

    init(_ files: TokenizerFiles) throws {
        self.files = files
        root = try files.json(Self.name)
        guard let model = root["model"], model.members != nil else {
            throw files.malformed(Self.name, "it has no model")
        }
        self.model = model
    }

    func tokenizer(_ config: TokenizerConfig) throws -> FolderTokenizer {
        let vocabulary = try Vocabulary(model["vocab"], Self.name, files)
        let added = try AddedTokenList(root["added_tokens"], vocabulary, files)
        let processor = try PostProcessor(root["post_processor"], files)
        let segments: any SegmentTokenizer
        switch try kind() {
        case .wordPiece:
            if added.tokens.contains(where: \.isNormalized) {
                throw files.unsupported(Self.name, "added tokens that are looked for in normalised text")
            }
            segments = try wordPiece(vocabulary)
        case .bytePair: segments = try bytePair(vocabulary, trimsRanges: processor.trimsRanges)
        }
        let size = max(vocabulary.size, added.tokens.map { Int($0.id) + 1 }.max() ?? 0)
        return FolderTokenizer(
            specialTokens: config.specialTokens { added.id(of: $0) ?? vocabulary.id(of: $0) },
            vocabularySize: size, maxLength: config.maxLength, segments: segments,
            template: try processor.template(below: size), finders: added.finders)
    }

    private enum Kind { case wordPiece, bytePair }

    /// Files of old versions don't name the model's type.
    private func kind() throws -> Kind {
        switch model["type"]?.string {
        case "WordPiece": return .wordPiece
        case "BPE": return .bytePair
        case nil where model["merges"] != nil: return .bytePair
        case nil where model["max_input_chars_per_word"] != nil: return .wordPiece
        case let other: throw files.unsupported(Self.name, "a model of type \(other ?? "(none)")")
        }
    }

    // MARK: - WordPiece

    private func wordPiece(_ vocabulary: Vocabulary) throws -> WordPieceTokenizer {
        guard let name = model["unk_token"]?.string, let unknown = vocabulary.id(of: name) else {
            throw files.malformed(Self.name, "the unknown token is not in the vocabulary")
        }
        let longest = model["max_input_chars_per_word"]?.int ?? 100
        guard (1...10_000).contains(longest) else {
            throw files.malformed(Self.name, "max_input_chars_per_word is \(longest)")
        }
        try expect("pre_tokenizer", type: "BertPreTokenizer")
        return WordPieceTokenizer(
            normalizer: BERTNormalizer(try normalizerOptions()),
            vocabulary: WordPieceVocabulary(
                trie: vocabulary.trie,
                continuationPrefix: model["continuing_subword_prefix"]?.bytes ?? Array("##".utf8),
                unknown: unknown, longestWord: longest))
    }

    private func normalizerOptions() throws -> BERTNormalizer.Options {
        guard let node = root["normalizer"], !node.isNull else {
            return .init(cleansText: false, spacesIdeographs: false, stripsAccents: false, lowercases: false)
        }
        try expect("normalizer", type: "BertNormalizer")
        let lowercases = node["lowercase"]?.bool ?? true
        return .init(
            cleansText: node["clean_text"]?.bool ?? true, spacesIdeographs: node["handle_chinese_chars"]?.bool ?? true,
            stripsAccents: node["strip_accents"]?.bool ?? lowercases, lowercases: lowercases)
    }

    // MARK: - Byte-level BPE

    private func bytePair(_ vocabulary: Vocabulary, trimsRanges: Bool) throws -> ByteLevelTokenizer {
        if let normalizer = root["normalizer"], !normalizer.isNull, normalizer["normalizers"]?.array?.isEmpty != true {
            throw files.unsupported(Self.name, "a normaliser before byte-level BPE")
        }
        try expect("pre_tokenizer", type: "ByteLevel")
        let splitter = root["pre_tokenizer"]
        if splitter?["use_regex"]?.bool == false {
            throw files.unsupported(Self.name, "byte-level BPE without a split")
        }
        if let dropout = model["dropout"], !dropout.isNull, dropout.int != 0 {
            throw files.unsupported(Self.name, "BPE dropout")
        }
        for flag: StaticString in ["byte_fallback", "ignore_merges"] where model[flag]?.bool == true {
            throw files.unsupported(Self.name, "BPE with \(flag)")
        }
        for affix: StaticString in ["continuing_subword_prefix", "end_of_word_suffix"] {
            if model[affix]?.bytes?.isEmpty == false { throw files.unsupported(Self.name, "BPE with \(affix)") }
        }
        guard let merges = model["merges"]?.array else { throw files.malformed(Self.name, "it has no merges") }
        return try BytePairVocabulary(vocabulary, merges, Self.name, files).tokenizer(
            .init(addsPrefixSpace: splitter?["add_prefix_space"]?.bool ?? true, trimsRanges: trimsRanges))
    }

    private func expect(_ part: StaticString, type: String) throws {
        let found = root[part]?["type"]?.string
        if found != type { throw files.unsupported(Self.name, "the \(part) \(found ?? "(none)") instead of \(type)") }
    }
}
