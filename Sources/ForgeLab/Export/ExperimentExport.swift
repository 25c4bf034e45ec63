import ForgeCore
package import Foundation

/// Writes experiments to files and streams.
package enum ExperimentExport {
    /// Writes to a stream, piece by piece.
    package static func write(
        _ source: ExportSource, as format: any ExportFormat.Type, to sink: @escaping (Data) async throws -> Void
    ) async throws {
        let output = ExportOutput(sink: sink)
        try await format.write(source, to: output)
        try await output.flush()
    }

    /// Writes a file that is either whole or not there: to a temporary file beside it, renamed at the end.
    ///
    /// - Throws: `LabError` when the folder cannot be written or the disk is full; an existing file is then unchanged.
    package static func write(_ source: ExportSource, as format: any ExportFormat.Type, to file: URL) async throws {
        let draft = file.deletingLastPathComponent().appending(
            path: ".\(file.lastPathComponent).\(UUID().uuidString).part")
        defer { try? FileManager.default.removeItem(at: draft) }
        do {
            try Data().write(to: draft)
            let handle = try FileHandle(forWritingTo: draft)
            defer { try? handle.close() }
            try await write(source, as: format) { try handle.write(contentsOf: $0) }
            try handle.synchronize()
            try replace(file, by: draft)
        } catch let error as CocoaError {
            throw LabError(
                .unavailable, "export.cannot-write", "The export to \(file.path(percentEncoded: false)) failed.",
                cause: error.localizedDescription, remedy: "Check that the folder exists, is writable and has space.")
        }
    }

    private static func replace(_ file: URL, by draft: URL) throws {
        let (source, target) = (draft.path(percentEncoded: false), file.path(percentEncoded: false))
        guard rename(source, target) == 0 else {
            throw CocoaError(.fileWriteUnknown, userInfo: [NSLocalizedDescriptionKey: String(cString: strerror(errno))])
        }
    }
}
