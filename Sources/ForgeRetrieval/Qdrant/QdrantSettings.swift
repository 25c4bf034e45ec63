package import Foundation

/// How Qdrant is reached: `QDRANT_URL` and `QDRANT_API_KEY`.
package struct QdrantSettings: Sendable, Hashable {
    package var url: URL
    /// Never logged, nor part of any error.
    package var key: String?

    package init(url: URL, key: String? = nil) {
        self.url = url
        self.key = key
    }
}
