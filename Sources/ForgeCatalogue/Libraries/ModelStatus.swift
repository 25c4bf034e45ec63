/// A model of the catalogue and whether it is on this machine.
package struct ModelStatus: Sendable, Hashable {
    package var entry: ModelEntry
    package var isDefault: Bool
    /// Nil while it is not installed.
    package var receipt: Receipt?
    package var tuned: TunedModel?
    /// Path of the file once it is installed.
    package var path: String?

    package var isInstalled: Bool { receipt != nil }
    /// Size of the installed file, else the one that the catalogue states.
    package var bytes: Int? { receipt?.bytes ?? entry.file.bytes }
}

/// What a removal did.
package struct Removal: Sendable, Hashable {
    package var files: [String]
    /// Bytes that are free again.
    package var freed: Int
}
