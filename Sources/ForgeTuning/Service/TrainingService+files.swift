import ForgeCore
import ForgeLab
package import ForgeTraining
package import Foundation

/// A file of a training that may be downloaded.
package enum TrainingFile: String, Sendable, CaseIterable {
    case weights = "adapter_model.safetensors"
    case adapterConfig = "adapter_config.json"
    case gguf = "adapter.gguf"
    case card = "README.md"
    case evaluation = "evaluation.json"
    case metrics = "metrics.jsonl"
    case config = "config.yaml"
    case train = "train.jsonl"
    case validation = "validation.jsonl"
    case test = "test.jsonl"

    package var about: String {
        switch self {
        case .weights: "weights for PEFT"
        case .adapterConfig: "settings for PEFT"
        case .gguf: "the adapter for llama.cpp"
        case .card: "model card"
        case .evaluation: "held-out pairs, one by one"
        case .metrics: "every step and validation"
        case .config: "the config as it was written"
        case .train: "pairs it was trained on"
        case .validation: "pairs it was watched with"
        case .test: "held-out pairs"
        }
    }

    package var mediaType: String {
        switch self {
        case .weights, .gguf: "application/octet-stream"
        case .adapterConfig, .evaluation: "application/json"
        case .metrics, .train, .validation, .test: "application/x-ndjson"
        case .card: "text/markdown; charset=utf-8"
        case .config: "application/yaml"
        }
    }

    package func url(in folder: RunFolder) -> URL {
        switch self {
        case .weights, .adapterConfig, .gguf, .card, .evaluation: folder.adapter.appending(path: rawValue)
        case .metrics: folder.metrics
        case .config: folder.config
        case .train, .validation, .test: folder.data.appending(path: rawValue)
        }
    }
}

extension TrainingService {
    /// The files that are there, with their sizes.
    package func files(of name: String) throws -> [(file: TrainingFile, bytes: Int)] {
        let folder = try library.existing(name)
        return TrainingFile.allCases.compactMap { file in
            let facts = try? FileManager.default.attributesOfItem(atPath: file.url(in: folder).path)
            return (facts?[.size] as? NSNumber).map { (file, $0.intValue) }
        }
    }

    /// - Throws: not found for a training or a file that is not there.
    package func content(of file: TrainingFile, of name: String) throws -> Data {
        let url = file.url(in: try library.existing(name))
        guard let data = try? Data(contentsOf: url, options: .mappedIfSafe) else {
            throw TuningError(
                .notFound, "training.no-file", "`\(name)` has no \(file.rawValue).",
                remedy: "The adapter's files are there when the training has ended.")
        }
        return data
    }
}
