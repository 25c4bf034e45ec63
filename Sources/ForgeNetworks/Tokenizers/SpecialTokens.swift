/// Ids of a vocabulary's special tokens; nil where it has none.
package struct SpecialTokens: Sendable, Hashable {
    /// `[PAD]`, `<pad>`
    package var padding: Int32?
    /// `[UNK]`, `<unk>`
    package var unknown: Int32?
    /// `[CLS]`, or RoBERTa's and BART's `<s>`
    package var classifier: Int32?
    /// `[SEP]`, or RoBERTa's and BART's `</s>`
    package var separator: Int32?
    /// `[MASK]`, `<mask>`
    package var mask: Int32?
    /// `<s>`
    package var begin: Int32?
    /// `</s>`, where BART's classifier reads
    package var end: Int32?

    package init() {}
}
