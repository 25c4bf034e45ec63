import Foundation

/// A file that weight tuning measures, with the speeds of each round so far in tokens per second.
struct WeightCandidate {
    /// Nil for the original.
    let format: WeightFormat?
    let file: String
    var measurement: WeightMeasurement
    var prefill: [Double] = []
    /// By number of sequences.
    var decode: [Int: [Double]] = [:]

    init(originalAt path: String, format name: String, header: GGUFHeader) {
        format = nil
        file = path
        measurement = Self.blank(name, path: path, bytes: header.fileBytes, isOriginal: true)
    }

    /// - Throws: `EngineError` when the file cannot be read.
    init(_ format: WeightFormat, file: URL, destination: URL, isCoarser: Bool) throws {
        self.format = format
        self.file = file.path(percentEncoded: false)
        measurement = Self.blank(
            format.rawValue, path: destination.path(percentEncoded: false),
            bytes: try GGUFHeader(checkingFileAt: self.file).fileBytes, isOriginal: false)
        measurement.isCoarser = isCoarser
    }

    private static func blank(_ format: String, path: String, bytes: Int, isOriginal: Bool) -> WeightMeasurement {
        WeightMeasurement(
            format: format, path: path, bytes: bytes, isOriginal: isOriginal, isCoarser: false, prefill: 0,
            decode: [:], tokenAgreement: 0, identicalAnswers: 0, workloadSeconds: .infinity)
    }

    /// The medians of the rounds, and seconds for a workload of prompt and output tokens at the widest batch.
    func finished(prompt: Int, output: Int, widest: Int?) -> WeightMeasurement {
        var result = measurement
        result.prefill = Median.of(prefill)
        result.decode = decode.mapValues { Median.of($0) }
        let fastest = widest.flatMap { result.decode[$0] } ?? 1
        result.workloadSeconds = Double(prompt) / result.prefill + Double(output) / fastest
        return result
    }
}
