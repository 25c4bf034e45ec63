package import ForgeCore

/// Cuts text into the numbers a model reads, exactly as Hugging Face's `tokenizers` does with the same folder.
///
/// Special tokens written out in a text (`[SEP]`) become their own ids, as they do there.
package protocol Tokenizer: TokenMeter {
    /// Ids of the tokens that mean something to the model itself.
    var specialTokens: SpecialTokens { get }

    /// One more than the largest id: the rows an embedding table must have.
    var vocabularySize: Int { get }

    /// `model_max_length` of tokenizer_config.json, where it says one.
    var maxLength: Int? { get }

    /// The text's own tokens, without the ones that surround it and without a limit.
    func tokens(of text: String) -> TokenizedText

    /// The text with its special tokens around it, its end cut so that at most `maxLength` ids remain.
    ///
    /// The special tokens always stay, however small `maxLength` is.
    func encode(_ text: String, maxLength: Int) -> TokenSequence

    /// Two texts with special tokens around and between them, cut so that at most `maxLength` ids remain.
    ///
    /// The special tokens always stay, however small `maxLength` is.
    func encode(_ first: String, _ second: String, maxLength: Int, truncation: PairTruncation) -> TokenSequence
}

extension Tokenizer {
    package func tokenRanges(of text: String) -> [Range<Int>] { tokens(of: text).ranges }
}
