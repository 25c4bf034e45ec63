package import Foundation

/// A corpus on this machine, ready to read.
package struct InstalledCorpus: Sendable, Hashable {
    /// Name in the catalogue, or of the file or folder.
    package var name: String
    /// A file, or for Markdown and text perhaps a folder.
    package var url: URL
    package var layout: CorpusLayout
    /// As the catalogue names it, with the exact revision where it was pulled.
    package var source: String
    package var bytes: Int?
    /// Nil for a folder.
    package var sha256: String?
    /// What the reader should know (a subset).
    package var note: String?
}

/// A corpus of the catalogue and whether it is on this machine.
package struct CorpusStatus: Sendable, Hashable {
    package var entry: CorpusEntry
    /// Nil while it is neither pulled nor found at a local path.
    package var path: String?
    package var source: String?
    package var bytes: Int?

    package var isInstalled: Bool { path != nil }
}
