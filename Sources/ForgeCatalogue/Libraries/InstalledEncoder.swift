package import Foundation

/// An encoder's folder on this machine, ready to load.
package struct InstalledEncoder: Sendable, Hashable {
    package struct File: Sendable, Hashable {
        /// Relative to the folder.
        package var name: String
        package var bytes: Int
        package var sha256: String
    }

    /// Name in the catalogue, or of the folder.
    package var name: String
    package var folder: URL
    /// Nil for a folder given by path.
    package var kind: EncoderKind?
    /// As the catalogue names it, with the exact revision where it was pulled.
    package var source: String
    package var files: [File]
    /// What the reader should know (a stand-in).
    package var note: String?

    package var bytes: Int { files.reduce(0) { $0 + $1.bytes } }
    /// Of the weights' file.
    package var sha256: String { files.first { $0.name == Self.weights }?.sha256 ?? "" }

    static let weights = "model.safetensors"
}

/// An encoder of the catalogue and whether it is on this machine.
package struct EncoderStatus: Sendable, Hashable {
    package var entry: EncoderEntry
    /// Whether it is the one taken for its kind where none is named.
    package var isDefault: Bool
    /// Nil while it is neither pulled nor found at a local path.
    package var path: String?
    /// Where it was pulled from or is used in place.
    package var source: String?

    package var isInstalled: Bool { path != nil }
}
