/// Compares answers as numbers (`gsm8k.numeric`, ours): "$18.00" is right for 18; a missing answer is 0.
///
/// The parsed answer counts, so that `####`, `The answer is`, `Answer:` and boxed forms all do. Of several numbers in
/// it the last counts. The gold is the number after `####`, or else the first in the gold ("9 (apples)"); nil for a
/// sample without a number in its golds.
package struct NumericMatch: Metric {
    package let name = "gsm8k.numeric"
    package let version = 1
    package let summary = "The parsed answer's number equals the gold's as a number, whatever its form"
    package let isBinary = true

    package func score(_ output: ScorableOutput, for sample: Sample) -> Double? {
        let golds = sample.answers.compactMap(Self.gold)
        guard !golds.isEmpty else { return nil }
        guard let answer = output.answer, let value = NumberText.last(in: answer)?.value else { return 0 }
        return golds.contains(value) ? 1 : 0
    }

    private static func gold(_ text: String) -> Double? {
        var bytes = Array(text.utf8)[...]
        let marker = Array("####".utf8)
        if let mark = bytes.indices.last(where: { bytes[$0...].starts(with: marker) }) {
            bytes = bytes[(mark + marker.count)...]
        }
        return NumberText.all(in: bytes).first?.value
    }
}
