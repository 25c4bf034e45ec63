import ForgeCore
package import Foundation

/// Finds the fastest format of a model's weights on this machine that keeps its answers.
///
/// Which kernel is fastest depends on the processor, so it is measured. Agreement is counted token by token along the
/// original's greedy answers: comparing free answers would mostly count how soon two texts part after one near-tie.
package struct WeightTuner: Sendable {
    package struct Options: Sendable, Codable, Hashable {
        package var formats: [WeightFormat]
        /// Token agreement that a format must reach to be chosen. Re-encodings into more bits agree on about as many
        /// tokens as the original does with itself in another batch; requantised four bits lose some per cent more.
        package var minimumAgreement: Double
        /// Answer tokens compared per prompt.
        package var answerTokens: Int
        package var threads: Int
        package var repeats: Int
        /// Prompt and output tokens of the request that formats are ranked by, at 16 sequences.
        package var workloadPrompt: Int
        package var workloadOutput: Int

        package init(
            formats: [WeightFormat] = [.fourBit, .eightBit, .bfloat16], minimumAgreement: Double = 0.95,
            answerTokens: Int = 32,
            threads: Int = ProcessInfo.processInfo.activeProcessorCount, repeats: Int = 3, workloadPrompt: Int = 200,
            workloadOutput: Int = 100
        ) {
            self.formats = formats
            self.minimumAgreement = minimumAgreement
            self.answerTokens = answerTokens
            self.threads = threads
            self.repeats = repeats
            self.workloadPrompt = workloadPrompt
            self.workloadOutput = workloadOutput
        }
    }

    private static let sequenceCounts = [1, 8, 16]
    private static let steps = 24

    private let source: String
    private let converter: WeightConverter
    private let options: Options

    /// - Parameter folder: Where converted files go; the original stays where it is.
    package init(source: String, folder: URL, options: Options = .init()) {
        self.source = source
        self.options = options
        converter = WeightConverter(source: source, folder: folder)
    }

    /// Measures the original and every format, and keeps the file of the chosen one only.
    ///
    /// - Parameters:
    ///   - questions: What the answers are compared on; more make the agreement more certain.
    ///   - progress: Receives a line per stage.
    /// - Throws: `EngineError`; `CancellationError`.
    package func run(
        questions: [String], progress: @Sendable (String) -> Void = { _ in }
    ) async throws -> WeightTuningReport {
        guard !questions.isEmpty else {
            throw EngineError.invalidRequest("There are no questions to compare answers on.", remedy: "Give some.")
        }
        let header = try GGUFHeader(checkingFileAt: source)
        progress("Measuring the original")
        let original = try await RawRunner.load(path: source, shape: shape)
        let answers = try await answers(of: original, to: questions)
        let baseline = try await measure(original, path: source, bitsPerWeight: nil, answers: answers)
        var measurements = [baseline]
        var skipped: [String: String] = [:]
        for format in options.formats where format.rawValue != baseline.format {
            try Task.checkCancellation()
            progress("Converting to \(format.rawValue) and measuring")
            do {
                measurements.append(try await measure(format, header: header, baseline: baseline, answers: answers))
            } catch let error as EngineError {
                skipped[format.rawValue] = error.description
            }
        }
        return report(measurements, baseline: baseline, skipped: skipped, prompts: questions.count)
    }

    private var shape: ContextShape {
        ContextShape(length: 2048, sequences: 16, batch: 1024, threads: options.threads, isUnified: true)
    }

    // MARK: Answers

    private typealias Answer = (prompt: [Int32], answer: [Int32])

    private func answers(of runner: RawRunner, to questions: [String]) async throws -> [Answer] {
        var answers: [Answer] = []
        for question in questions {
            let prompt = try await runner.chatTokens(question)
            guard prompt.count + options.answerTokens <= shape.batch else { continue }
            let answer = try await runner.answer(to: prompt, maxTokens: options.answerTokens)
            if !answer.isEmpty { answers.append((prompt, answer)) }
        }
        return answers
    }

    private func agreement(of runner: RawRunner, _ answers: [Answer]) async throws -> (tokens: Double, whole: Double) {
        var (agreed, tokens, whole) = (0, 0, 0)
        for (prompt, answer) in answers {
            let matches = try await runner.agreement(with: answer, to: prompt)
            agreed += matches.count { $0 }
            tokens += matches.count
            whole += matches.allSatisfy { $0 } ? 1 : 0
        }
        guard tokens > 0 else { return (1, 1) }
        return (Double(agreed) / Double(tokens), Double(whole) / Double(answers.count))
    }

    // MARK: Measuring

    private func measure(
        _ format: WeightFormat, header: GGUFHeader, baseline: WeightMeasurement, answers: [Answer]
    ) async throws -> WeightMeasurement {
        let parameters = header.tensors.reduce(0) { $0 + $1.dimensions.reduce(1, *) }
        let file = try converter.convert(to: format, parameters: parameters, threads: options.threads)
        let path = file.path(percentEncoded: false)
        let runner = try await RawRunner.load(path: path, shape: shape)
        var result = try await measure(
            runner, path: path, bitsPerWeight: format.bitsPerWeight, answers: answers)
        result.format = format.rawValue
        result.isCoarser = format.bitsPerWeight < Double(baseline.bytes) * 8 / Double(max(1, parameters)) - 0.25
        return result
    }

    private func measure(
        _ runner: RawRunner, path: String, bitsPerWeight: Double?, answers: [Answer]
    ) async throws -> WeightMeasurement {
        _ = try await runner.decodeSpeed(sequences: 2, steps: 2)
        let prefill = try await median { try await runner.prefillSpeed(count: 512) }
        var decode: [Int: Double] = [:]
        for count in Self.sequenceCounts {
            decode[count] = try await median { try await runner.decodeSpeed(sequences: count, steps: Self.steps) }
        }
        let agreement = try await agreement(of: runner, answers)
        let widest = decode[Self.sequenceCounts.last ?? 1] ?? 1
        return WeightMeasurement(
            format: await runner.weightFormat, path: path,
            bytes: try GGUFHeader(checkingFileAt: path).fileBytes, isOriginal: bitsPerWeight == nil, isCoarser: false,
            prefill: prefill, decode: decode, tokenAgreement: agreement.tokens, identicalAnswers: agreement.whole,
            workloadSeconds: Double(options.workloadPrompt) / prefill + Double(options.workloadOutput) / widest)
    }

    private func median(_ measure: () async throws -> Double) async throws -> Double {
        var values: [Double] = []
        for _ in 0..<max(1, options.repeats) { values.append(try await measure()) }
        return Median.of(values)
    }

    // MARK: Choosing

    private func report(
        _ measurements: [WeightMeasurement], baseline: WeightMeasurement, skipped: [String: String], prompts: Int
    ) -> WeightTuningReport {
        let chosen = Self.choose(measurements, minimumAgreement: options.minimumAgreement) ?? baseline
        for measurement in measurements where !measurement.isOriginal && measurement.path != chosen.path {
            try? FileManager.default.removeItem(atPath: measurement.path)
        }
        return WeightTuningReport(
            source: source, measurements: measurements, chosen: chosen,
            speedup: baseline.workloadSeconds / chosen.workloadSeconds, minimumAgreement: options.minimumAgreement,
            prompts: prompts, threads: options.threads, build: LlamaLibrary.build, skipped: skipped)
    }

    /// The fastest that keeps the answers; the original always does.
    package static func choose(
        _ measurements: [WeightMeasurement], minimumAgreement: Double
    ) -> WeightMeasurement? {
        measurements
            .filter { $0.isOriginal || $0.tokenAgreement >= minimumAgreement }
            .min { $0.workloadSeconds < $1.workloadSeconds }
    }
}

/// The median of a few measurements; 0 of none.
enum Median {
    static func of(_ values: [Double]) -> Double {
        guard !values.isEmpty else { return 0 }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}
