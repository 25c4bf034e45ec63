/// What a model that only reads text is for.
package enum EncoderKind: String, Sendable, Codable, CaseIterable {
    case embedder, reranker
    /// Natural language inference: judges whether one text entails another.
    case nli
}

/// An encoder of the catalogue: a folder in Hugging Face layout.
package struct EncoderEntry: Sendable, Hashable {
    package var name: String
    package var summary: String
    package var kind: EncoderKind
    package var licence: String
    /// Names may have folders in them (`1_Pooling/config.json`).
    package var files: [FileEntry]

    package init(name: String, summary: String, kind: EncoderKind, licence: String, files: [FileEntry]) {
        self.name = name
        self.summary = summary
        self.kind = kind
        self.licence = licence
        self.files = files
    }

    /// Size of all files, nil unless the catalogue knows it of each.
    package var bytes: Int? {
        files.reduce(0) { sum, file in
            guard let sum, let bytes = file.bytes else { return nil }
            return sum + bytes
        }
    }
}

/// The encoders that are taken where none is named.
package struct EncoderDefaults: Sendable, Hashable {
    package var embedder: String?
    package var reranker: String?
    package var nli: String?

    package init(embedder: String? = nil, reranker: String? = nil, nli: String? = nil) {
        self.embedder = embedder
        self.reranker = reranker
        self.nli = nli
    }

    package subscript(kind: EncoderKind) -> String? {
        switch kind {
        case .embedder: embedder
        case .reranker: reranker
        case .nli: nli
        }
    }

    func overlaid(by other: EncoderDefaults) -> EncoderDefaults {
        EncoderDefaults(
            embedder: other.embedder ?? embedder, reranker: other.reranker ?? reranker, nli: other.nli ?? nli)
    }
}
