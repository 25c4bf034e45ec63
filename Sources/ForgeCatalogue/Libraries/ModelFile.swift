package import Foundation

/// A model file on this machine, ready to load.
package struct ModelFile: Sendable, Hashable {
    /// Name in the catalogue, or the file's name without its extension.
    package var name: String
    package var url: URL
    package var bytes: Int
    package var sha256: String
    /// Nil for a file given by path.
    package var entry: ModelEntry?
    /// Set when `url` is the variant that `forge models tune` found fastest here.
    package var tuned: TunedModel?
    /// Where it was pulled from; nil for a file given by path.
    package var receipt: Receipt?

    package init(
        name: String, url: URL, bytes: Int, sha256: String, entry: ModelEntry? = nil, tuned: TunedModel? = nil,
        receipt: Receipt? = nil
    ) {
        self.name = name
        self.url = url
        self.bytes = bytes
        self.sha256 = sha256
        self.entry = entry
        self.tuned = tuned
        self.receipt = receipt
    }

    package var path: String { url.path(percentEncoded: false) }
}
