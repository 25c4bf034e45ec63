package import Foundation

/// Where an export goes, in pieces of 64 KiB: a file, standard output, or the body of an HTTP response.
package final class ExportOutput {
    private static let pieceSize = 1 << 16
    private let sink: (Data) async throws -> Void
    private var piece = Data()

    /// - Parameter sink: takes the pieces in order.
    package init(sink: @escaping (Data) async throws -> Void) { self.sink = sink }

    package func write(_ text: String) async throws { try await write(text.utf8) }

    package func write(_ bytes: some Sequence<UInt8>) async throws {
        piece.append(contentsOf: bytes)
        if piece.count >= Self.pieceSize { try await flush() }
    }

    /// Passes on what is left; the last call of an export.
    package func flush() async throws {
        guard !piece.isEmpty else { return }
        try await sink(piece)
        piece.removeAll(keepingCapacity: true)
    }
}
