import ForgeCore
import ForgeLab

/// Words and numbers for the methods and steps of a retrieval.
enum RetrievalWords {
    static func step(_ name: String) -> String {
        switch name {
        case "embed": "Embed the query"
        case "dense": "Vector search"
        case "bm25": "BM25"
        case "merge": "Merge by ranks"
        case "rerank": "Rerank"
        default: name
        }
    }
}

extension RetrievalMethod {
    var title: String {
        switch self {
        case .dense: "Dense"
        case .bm25: "BM25"
        case .hybrid: "Hybrid"
        case .reranked: "Reranked"
        }
    }

    var about: String {
        switch self {
        case .dense: "by the cosine of embeddings"
        case .bm25: "by words"
        case .hybrid: "dense and BM25, fused by ranks"
        case .reranked: "hybrid's candidates, by a cross-encoder"
        }
    }

    var scoreName: String {
        switch self {
        case .dense: "cosine"
        case .bm25: "BM25"
        case .hybrid: "reciprocal ranks"
        case .reranked: "relevance logit"
        }
    }

    func scoreText(_ score: Double) -> String {
        switch self {
        case .dense: NumberText.decimal(score, places: 3)
        case .hybrid: NumberText.decimal(score, places: 4)
        case .bm25, .reranked: NumberText.decimal(score, places: 2)
        }
    }
}
