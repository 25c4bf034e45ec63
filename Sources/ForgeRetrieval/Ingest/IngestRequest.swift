/// What to take into a knowledge base.
package struct IngestRequest: Sendable, Hashable {
    package var sources: [DocumentSource]
    /// Documents of the base that none of the sources has any more are removed.
    package var removesVanished: Bool

    package init(_ sources: [DocumentSource], removesVanished: Bool = false) {
        self.sources = sources
        self.removesVanished = removesVanished
    }
}
