import Foundation
import NIOCore

/// A part of a file in pieces, read as they are asked for.
struct FilePieces: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    let url: URL
    let range: Range<Int>
    /// Told how many bytes were read so far, of this part.
    let onRead: @Sendable (Int) -> Void

    struct Iterator: AsyncIteratorProtocol {
        let pieces: FilePieces
        private var handle: FileHandle?
        private var offset: Int

        init(_ pieces: FilePieces) {
            self.pieces = pieces
            offset = pieces.range.lowerBound
        }

        mutating func next() async throws -> ByteBuffer? {
            guard offset < pieces.range.upperBound else { return nil }
            let handle: FileHandle
            if let open = self.handle {
                handle = open
            } else {
                handle = try FileHandle(forReadingFrom: pieces.url)
                try handle.seek(toOffset: UInt64(offset))
                self.handle = handle
            }
            let count = Swift.min(UploadFile.pieceBytes, pieces.range.upperBound - offset)
            guard let data = try handle.read(upToCount: count), !data.isEmpty else {
                throw CocoaError(.fileReadCorruptFile)
            }
            offset += data.count
            pieces.onRead(offset - pieces.range.lowerBound)
            return ByteBuffer(bytes: data)
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(self) }
}
