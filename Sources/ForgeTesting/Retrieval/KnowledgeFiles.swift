package import Foundation

/// A corpus and encoders for the catalogue of a test's home: `capitals-corpus` (six short documents, one of them twice, one
/// empty), `fake-embedder` (its files are there), `absent-embedder` and `absent-reranker` (theirs are not).
package enum KnowledgeFiles {
    package static let corpus = "capitals-corpus"

    /// Markup in data must show as text everywhere.
    package static let hostile = "<script>alert(1)</script>"

    private static let documents = [
        ("fr", "France", "The capital of France is Paris. It lies on the Seine."),
        ("it", "Italy", "The capital of Italy is Rome. It lies on the Tiber."),
        ("es", "Spain", "The capital of Spain is Madrid. It lies on the Manzanares."),
        ("pe", "Peru", "The capital of Peru is Lima. It lies on the Pacific."),
        ("td", "Chad", "The capital of Chad is N'Djamena. It lies on the Chari."),
        ("x", hostile, "A document with markup: \(hostile) and an ampersand & more."),
        ("fr2", "France", "The capital of France is Paris. It lies on the Seine."),
        ("none", "Nothing", " "),
    ]

    /// Writes the files below a home's root.
    ///
    /// - Returns: what its catalogue.yaml must hold.
    package static func write(to root: URL) throws -> String {
        let lines = try documents.map { id, title, text in
            let object = ["_id": id, "title": title, "text": text, "url": "https://example.org/\(id.prefix(2))"]
            return String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self) + "\n"
        }
        let data = root.appending(path: "corpus.jsonl")
        try Data(lines.joined().utf8).write(to: data)
        let encoder = root.appending(path: "fake-embedder", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: encoder, withIntermediateDirectories: true)
        for name in ["config.json", "model.safetensors"] {
            try Data("{}".utf8).write(to: encoder.appending(path: name))
        }
        return catalogue(corpus: data, root: root)
    }

    private static func catalogue(corpus data: URL, root: URL) -> String {
        let encoders = [
            ("fake-embedder", "embedder"), ("absent-embedder", "embedder"), ("absent-reranker", "reranker"),
        ]
        let entries = encoders.map { name, kind in
            """
              \(name):
                summary: For tests
                kind: \(kind)
                licence: none
                sources:
                  - path: \(root.appending(path: name).path(percentEncoded: false))
                files:
                  - file: config.json
                  - file: model.safetensors
            """
        }
        return """
            default_embedder: fake-embedder
            default_reranker: absent-reranker
            encoders:
            \(entries.joined(separator: "\n"))
            corpora:
              \(corpus):
                summary: Six capitals
                layout: beir
                licence: none
                file: corpus.jsonl
                sources:
                  - path: \(data.path(percentEncoded: false))
            """
    }
}
