package import ForgeCore
package import Foundation

/// The variant of a model that is used on this machine (`tuned.json` in the model's folder).
package struct TunedModel: Sendable, Codable, Hashable {
    /// Name of the variant's file, which lies beside `tuned.json`.
    package var file: String
    /// Weight format (`Q4_0`).
    package var format: String
    /// SHA-256 of the file it was converted from.
    package var originalSHA256: String
    package var tunedAt: Date
    /// What was measured, for `info`.
    package var measurements: JSONValue

    package init(
        file: String, format: String, originalSHA256: String, tunedAt: Date = Timestamp.now(),
        measurements: JSONValue = .null
    ) {
        self.file = file
        self.format = format
        self.originalSHA256 = originalSHA256
        self.tunedAt = tunedAt
        self.measurements = measurements
    }
}
