import ForgeCore
import Foundation
import Testing

@testable import ForgeNetworks

/// A tiny randomly initialised model in Fixtures, with PyTorch's outputs. Made by tiny_models.py.
struct TinyModel {
    let folder: URL
    let golden: [String: Golden]

    struct Golden: Decodable {
        var pooling: String?
        var texts: [Text]
        var pairs: [Pair]
    }

    struct Text: Decodable {
        var text: String
        var ids: [Int32]
        var vector: [Float]
    }

    struct Pair: Decodable {
        var first: String
        var second: String
        var ids: [Int32]
        var types: [UInt8]?
        var logits: [Float]
    }

    init(_ name: String) throws {
        folder = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil)).appending(path: name)
        golden = try JSON.decode(from: Data(contentsOf: folder.appending(path: "golden.json")))
    }

    func builder(_ numbers: String = "F32", precision: Precision = .float32) throws -> NetworkBuilder {
        let file = numbers == "F32" ? "model.safetensors" : "model-\(numbers).safetensors"
        return NetworkBuilder(
            config: try ModelConfig(at: folder.appending(path: "config.json")),
            file: try SafetensorsFile(at: folder.appending(path: file)), precision: precision)
    }
}

extension TokenSequence {
    /// Every token of type 0 unless types are given.
    init(ids: [Int32], typed types: [UInt8]? = nil) {
        self.init(ids: ids, types: types ?? Array(repeating: 0, count: ids.count))
    }
}

func run(_ network: any Network, _ sequences: [TokenSequence]) -> [[Float]] {
    var workspace = Workspace()
    return network.run(PackedBatch(sequences), in: &workspace)
}

func largestDifference(_ a: [[Float]], _ b: [[Float]]) -> Float {
    zip(a, b).flatMap { zip($0, $1).map { abs($0 - $1) } }.max() ?? .infinity
}

func cosine(_ a: some Sequence<Float>, _ b: some Sequence<Float>) -> Double {
    var dot = 0.0, first = 0.0, second = 0.0
    for (x, y) in zip(a, b) {
        dot += Double(x) * Double(y)
        first += Double(x) * Double(x)
        second += Double(y) * Double(y)
    }
    return dot / (first * second).squareRoot()
}
