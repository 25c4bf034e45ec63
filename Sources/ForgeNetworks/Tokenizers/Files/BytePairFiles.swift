/// A RoBERTa, BART or GPT-2 tokenizer of vocab.json and merges.txt, as `transformers` reads it.
struct BytePairFiles {
    private static let file = "vocab.json"
    private let files: TokenizerFiles

    init(_ files: TokenizerFiles) { self.files = files }

    func tokenizer(_ config: TokenizerConfig) throws -> FolderTokenizer {
        try files.refuseAddedTokens()
        let vocabulary = try Vocabulary(try files.json(Self.file), Self.file, files)
        let lines = try files.lines("merges.txt").filter { !$0.isEmpty && !$0.starts(with: "#version".utf8) }
        let merges = try BytePairVocabulary(vocabulary, lines.map { .string($0) }, "merges.txt", files)
        let special = config.specialTokens { vocabulary.id(of: $0) }
        let options = ByteLevelTokenizer.Options(addsPrefixSpace: config.addsPrefixSpace ?? false)
        return FolderTokenizer(
            specialTokens: special, vocabularySize: vocabulary.size, maxLength: config.maxLength,
            segments: merges.tokenizer(options), template: try template(config, special),
            finders: [AddedTokenFinder(added(vocabulary, special))])
    }

    private func template(_ config: TokenizerConfig, _ special: SpecialTokens) throws -> TokenTemplate {
        if config.tokenizerClass?.hasPrefix("GPT2") == true { return .plain }
        guard let classifier = special.classifier, let separator = special.separator else {
            throw files.malformed(Self.file, "it lacks <s> or </s>")
        }
        return .roberta(classifier: classifier, separator: separator)
    }

    private func added(_ vocabulary: Vocabulary, _ special: SpecialTokens) -> [AddedToken] {
        let ids = Set(
            [
                special.padding, special.unknown, special.classifier, special.separator, special.mask, special.begin,
                special.end,
            ].compactMap(\.self))
        return vocabulary.tokens.filter { ids.contains($0.id) }.map {
            AddedToken(id: $0.id, content: $0.bytes, takesSpaceBefore: $0.id == special.mask)
        }
    }
}
