import ForgeCore
import ForgeLab
import ForgeTraining
import ForgeTuning

/// What a training was fed with: counts, lengths, and its pairs to read.
struct TrainingPairsTab: Sendable {
    struct Part: Sendable {
        let name: String
        let count: String
        let path: String
        let isCurrent: Bool
        let sha256: String
        let prompt: String
        let chosen: String
        let rejected: String
        let cut: String
    }

    let figures: PairFigures?
    let leftOut: String?
    let parts: [Part]
    let hasParts: Bool
    let chart: ChartPlace?
    let list: PairList?
    let part: String

    static func load(
        _ training: TrainingListing, _ values: FormValues, _ service: TrainingService
    ) async throws -> TrainingPairsTab {
        let name = training.name
        let part = values["part"].flatMap { PairSplit.partNames.contains($0) ? $0 : nil } ?? PairSplit.partNames[0]
        let number = PairList.number(values)
        var list: PairList?
        do {
            let page = try await service.review(
                training: name, part: part, offset: (number - 1) * TrainingService.pageSize,
                limit: TrainingService.pageSize)
            list = PairList(page, number: number) { page in
                TrainingLink.tab(.pairs, of: name, [("part", part), ("page", page > 1 ? "\(page)" : nil)])
            }
        } catch let error as any ForgeError where error.kind == .notFound {
            // They are saved when the data are read.
        }
        let hasLengths = try service.library.existing(name).lengths() != nil
        return TrainingPairsTab(training, part: part, list: list, hasLengths: hasLengths)
    }

    private init(_ training: TrainingListing, part: String, list: PairList?, hasLengths: Bool) {
        let name = training.name
        self.part = part
        self.list = list
        figures = training.data.map {
            PairFigures(
                rows: $0.rows, usable: $0.usable, repeated: $0.repeated, marked: $0.leftOut?.count ?? 0,
                dropped: $0.dropped)
        }
        leftOut = training.data?.leftOut.flatMap {
            $0.isEmpty
                ? nil
                : "\(NumberText.count($0.count)) pairs that people marked as bad were left out; their hashes are part of "
                    + "what a checkpoint is held to."
        }
        parts = (training.data?.parts ?? []).map { data in
            Part(
                name: data.name, count: NumberText.count(data.pairs),
                path: TrainingLink.tab(.pairs, of: name, [("part", data.name)]), isCurrent: data.name == part,
                sha256: String(data.sha256.prefix(16)), prompt: Self.lengths(data.promptTokens),
                chosen: Self.lengths(data.chosenTokens), rejected: Self.lengths(data.rejectedTokens),
                cut: NumberText.count(data.cut))
        }
        hasParts = !parts.isEmpty
        chart =
            hasLengths
            ? ChartPlace(path: TrainingLink.chart(.lengths, of: name), title: "Tokens of prompts and answers") : nil
    }

    private static func lengths(_ lengths: DataReport.Lengths) -> String {
        "\(NumberText.count(Int(lengths.mean.rounded()))) / \(NumberText.count(lengths.longest))"
    }
}
