package import ForgeCore

/// One JSON document with everything that is stored: `experiment`, `results`, `predictions` and, when asked for,
/// `calls`. Reads back as `ExportedExperiment`.
package enum JSONExport: ExportFormat {
    package static let name = "json"
    package static let summary = "one document: experiment, results, predictions, and the model calls when asked for"
    package static let fileExtension = "json"
    package static let version = 1

    package static func write(_ source: ExportSource, to output: ExportOutput) async throws {
        try await output.write("{\"format\":\"llm-forge\",\"version\":\(version),\n\"experiment\":")
        try await output.write(JSON.data(source.experiment))
        try await output.write(",\n\"results\":")
        try await output.write(JSON.data(source.results))
        try await output.write(",\n\"predictions\":[")
        var list = ElementWriter(output: output)
        try await source.forEachPrediction { try await list.write($0) }
        try await output.write("]")
        if source.includesCalls {
            try await output.write(",\n\"calls\":[")
            var list = ElementWriter(output: output)
            try await source.forEachCall { try await list.write($0) }
            try await output.write("]")
        }
        try await output.write("}\n")
    }

    /// Writes the elements of an array, each on a line of its own.
    private struct ElementWriter {
        let output: ExportOutput
        var isFirst = true

        mutating func write(_ element: some Encodable) async throws {
            try await output.write(isFirst ? "\n" : ",\n")
            try await output.write(JSON.data(element))
            isFirst = false
        }
    }
}

/// What `JSONExport` writes.
package struct ExportedExperiment: Codable, Hashable, Sendable {
    package var format: String
    package var version: Int
    package var experiment: Experiment
    package var results: [MetricResult]
    package var predictions: [Prediction]
    package var calls: [ModelCall]?
}
