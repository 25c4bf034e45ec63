/// A string that is one token wherever it is written, whatever is around it.
struct AddedToken: Sendable, Hashable {
    var id: Int32
    var content: [UInt8]
    /// Only where no word character is next to it.
    var isSingleWord = false
    /// Whether white space before it belongs to it.
    var takesSpaceBefore = false
    var takesSpaceAfter = false
    /// Whether it is looked for in the normalised text, after the others.
    var isNormalized = false
}
