package import ForgeCore

/// Cuts documents into chunks of a model's tokens: within one section, on a sentence's end where one is near, else
/// between words, else between tokens.
package struct Chunker: Sendable {
    package var settings: ChunkSettings
    private let meter: any TokenMeter
    /// Tokens that the embedder reads, special ones included; nil without an embedder.
    private let window: Int?

    package init(settings: ChunkSettings, meter: any TokenMeter, window: Int? = nil) {
        self.settings = settings
        self.meter = meter
        self.window = window
    }

    /// The document's chunks in order. A section without a token has none.
    package func chunks(of document: SourceDocument) -> [Chunk] {
        var chunks: [Chunk] = []
        var offset = 0
        for section in document.sections {
            let bytes = Array(section.text.utf8)
            let heading = Chunk.heading(title: document.title, section: section.title)
            for piece in pieces(of: section.text, bytes, limit: limit(heading: heading)) {
                chunks.append(
                    Chunk(
                        position: chunks.count, section: section.title,
                        text: String(decoding: bytes[piece.bytes], as: UTF8.self),
                        range: piece.bytes.lowerBound + offset..<piece.bytes.upperBound + offset,
                        tokens: piece.tokens))
            }
            offset += bytes.count + SourceDocument.separator.utf8.count
        }
        return chunks
    }

    /// Tokens of text beside which the heading still fits the embedder's window, so that no chunk's end is cut off.
    ///
    /// Chunks that are asked to be larger than the window stay so; their ends are searched by words only.
    private func limit(heading: String) -> Int {
        guard let window, settings.tokens <= window else { return settings.tokens }
        let special = 2
        let left = window - special - meter.tokenRanges(of: heading).count
        // A heading that fills the window leaves the chunk its size all the same.
        return left >= settings.tokens / 2 ? min(settings.tokens, left) : settings.tokens
    }

    private struct Piece {
        var bytes: Range<Int>
        var tokens: Int
    }

    private func pieces(of text: String, _ bytes: [UInt8], limit: Int) -> [Piece] {
        let tokens = meter.tokenRanges(of: text)
        guard !tokens.isEmpty else { return [] }
        let cuts = SectionCuts(bytes: bytes, tokens: tokens)
        return cuts.spans(limit: limit, overlap: min(settings.overlap, limit / 2)).map { span in
            Piece(bytes: cuts.bytes(of: span), tokens: span.count)
        }
    }
}
