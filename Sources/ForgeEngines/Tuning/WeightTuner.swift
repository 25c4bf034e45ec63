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
            formats: [WeightFormat] = WeightFormat.allCases, minimumAgreement: Double = 0.95,
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
    /// Files are made in a scratch folder that is removed in any case; a file kept earlier is replaced at the very end.
    ///
    /// - Parameters:
    ///   - questions: What the answers are compared on; more make the agreement more certain.
    ///   - progress: Receives a line per stage.
    /// - Throws: `EngineError`, of which `tune.no-answers` when there is nothing to compare; `CancellationError`.
    package func run(
        questions: [String], progress: @Sendable (String) -> Void = { _ in }
    ) async throws -> WeightTuningReport {
        guard !questions.isEmpty else {
            throw EngineError.invalidRequest("There are no questions to compare answers on.", remedy: "Give some.")
        }
        let header = try GGUFHeader(checkingModelAt: source)
        progress("Asking the original")
        let (format, answers) = try await answers(to: questions)
        let scratch = try converter.makeScratch()
        defer { try? FileManager.default.removeItem(at: scratch) }
        var candidates = [WeightCandidate(originalAt: source, format: format, header: header)]
        var skipped: [String: String] = [:]
        for format in options.formats where format.rawValue != candidates[0].measurement.format {
            progress("Converting to \(format.rawValue)")
            do {
                candidates.append(try convert(format, in: scratch, original: candidates[0], header: header))
            } catch let error as EngineError {
                skipped[format.rawValue] = error.description
            }
            try Task.checkCancellation()
        }
        for round in 1...max(1, options.repeats) {
            progress("Measuring, round \(round) of \(max(1, options.repeats))")
            try await measure(&candidates, answers, skipped: &skipped)
        }
        return try report(candidates, skipped: skipped, prompts: answers.count)
    }

    private var shape: ContextShape {
        ContextShape(length: 2048, sequences: 16, batch: 1024, threads: options.threads, isUnified: true)
    }

    // MARK: Answers

    private typealias Answer = (prompt: [Int32], answer: [Int32])

    /// The original's format as its file states it, and its answers.
    private func answers(to questions: [String]) async throws -> (format: String, answers: [Answer]) {
        let runner = try await RawRunner.load(path: source, shape: shape)
        var answers: [Answer] = []
        for question in questions {
            let prompt = try await runner.chatTokens(question)
            guard prompt.count + options.answerTokens <= shape.batch else { continue }
            let answer = try await runner.answer(to: prompt, maxTokens: options.answerTokens)
            if !answer.isEmpty { answers.append((prompt, answer)) }
        }
        guard !answers.isEmpty else { throw Self.noEvidence }
        return (await runner.weightFormat, answers)
    }

    private func agreement(of runner: RawRunner, _ answers: [Answer]) async throws -> (tokens: Double, whole: Double) {
        var (agreed, tokens, whole) = (0, 0, 0)
        for (prompt, answer) in answers {
            let matches = try await runner.agreement(with: answer, to: prompt)
            agreed += matches.count { $0 }
            tokens += matches.count
            whole += matches.allSatisfy { $0 } ? 1 : 0
        }
        guard tokens > 0 else { throw Self.noEvidence }
        return (Double(agreed) / Double(tokens), Double(whole) / Double(answers.count))
    }

    private static var noEvidence: EngineError {
        EngineError(
            .invalidInput, "tune.no-answers", "There are no answers of the original to compare with.",
            cause: "Every question is too long, or the model ended each answer at once.",
            remedy: "Give shorter questions that the model answers.")
    }

    // MARK: Measuring

    private func convert(
        _ format: WeightFormat, in scratch: URL, original: WeightCandidate, header: GGUFHeader
    ) throws -> WeightCandidate {
        let parameters = header.tensors.reduce(0) { $0 + $1.dimensions.reduce(1, *) }
        let file = try converter.convert(to: format, in: scratch, parameters: parameters, threads: options.threads)
        let bits = Double(original.measurement.bytes) * 8 / Double(max(1, parameters))
        return try WeightCandidate(
            format, file: file, destination: converter.destination(of: format),
            isCoarser: format.bitsPerWeight < bits - 0.25)
    }

    /// One round over all formats, so that a change of the machine's load meets each of them. Only one model is in
    /// memory at a time. A format that fails is left out from then on; the original must not fail.
    private func measure(
        _ candidates: inout [WeightCandidate], _ answers: [Answer], skipped: inout [String: String]
    ) async throws {
        for index in candidates.indices.reversed() {
            try Task.checkCancellation()
            do {
                try await measure(&candidates[index], answers)
            } catch let error as EngineError where index > 0 {
                skipped[candidates[index].measurement.format] = error.description
                candidates.remove(at: index)
            }
        }
    }

    private func measure(_ candidate: inout WeightCandidate, _ answers: [Answer]) async throws {
        let runner = try await RawRunner.load(path: candidate.file, shape: shape)
        _ = try await runner.decodeSpeed(sequences: 2, steps: 2)
        candidate.prefill.append(try await runner.prefillSpeed(count: 512))
        for count in Self.sequenceCounts {
            let speed = try await runner.decodeSpeed(sequences: count, steps: Self.steps)
            candidate.decode[count, default: []].append(speed)
        }
        guard candidate.prefill.count == 1 else { return }
        (candidate.measurement.tokenAgreement, candidate.measurement.identicalAnswers) =
            try await agreement(of: runner, answers)
    }

    // MARK: Choosing

    private func report(
        _ candidates: [WeightCandidate], skipped: [String: String], prompts: Int
    ) throws -> WeightTuningReport {
        let measurements = candidates.map {
            $0.finished(
                prompt: options.workloadPrompt, output: options.workloadOutput, widest: Self.sequenceCounts.max())
        }
        let baseline = measurements[0]
        let chosen = Self.choose(measurements, minimumAgreement: options.minimumAgreement) ?? baseline
        if let kept = candidates.first(where: { $0.measurement.path == chosen.path }), let format = kept.format {
            try converter.keep(URL(filePath: kept.file), as: format)
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
