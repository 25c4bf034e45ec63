import ForgeCore
import ForgeLab

/// How far a run is, as a line of text. Times are seconds of any steady clock.
package struct Progress: Sendable, Hashable {
    package var label: String
    package var total: Int
    /// Samples that were done before this run (a resumed experiment): they count as done but not for the speed.
    package var doneBefore: Int
    package var startedAt: Double
    package var done: Int
    /// Samples that the first binary metric scored, and how many of them it found right; nil to leave it out.
    package var accuracy: (correct: Int, scored: Int)? {
        get { correct.flatMap { correct in scored.map { (correct, $0) } } }
        set { (correct, scored) = (newValue?.correct, newValue?.scored) }
    }
    private var correct: Int?
    private var scored: Int?

    package init(label: String, total: Int, doneBefore: Int = 0, startedAt: Double) {
        self.label = label
        self.total = total
        self.doneBefore = doneBefore
        self.startedAt = startedAt
        done = doneBefore
    }

    package var isFinished: Bool { done >= total }

    /// Samples per second in this run; nil before the first.
    package func rate(at now: Double) -> Double? {
        let seconds = now - startedAt
        return done > doneBefore && seconds > 0 ? Double(done - doneBefore) / seconds : nil
    }

    /// Seconds until the end at the rate so far; nil before the first sample.
    package func remaining(at now: Double) -> Double? {
        rate(at: now).map { Double(max(0, total - done)) / $0 }
    }

    /// `demo/cot ████▌░░░░ 45 % 27/60 · 3.2/s · ETA 10 s · 12.0 % [6.9, 20.0]`, within the terminal's width.
    package func line(at now: Double, terminal: Terminal) -> String {
        let share = total > 0 ? min(1, Double(done) / Double(total)) : 1
        let parts = [
            "\(Int((share * 100).rounded(.down))) % \(NumberText.count(done))/\(NumberText.count(total))",
            rate(at: now).map { "\(NumberText.significant($0))/s" },
            isFinished ? NumberText.seconds(max(0, now - startedAt)) : remaining(at: now).map { "ETA " + clock($0) },
            accuracyText,
        ]
        let tail = terminal.text(parts.compactMap(\.self).joined(separator: " · "))
        let room = (terminal.width ?? 100) - TextWidth.of(tail) - 2
        let name = TextWidth.clipped(terminal.line(label), to: max(0, min(32, room)), mark: terminal.ellipsis)
        let head = name.isEmpty ? "" : name + " "
        let barWidth = min(24, room - TextWidth.of(head))
        guard terminal.isInteractive, barWidth >= 6 else {
            return TextWidth.clipped(head + tail, to: terminal.width ?? .max, mark: terminal.ellipsis)
        }
        return "\(head)\(bar(width: barWidth, terminal: terminal)) \(tail)"
    }

    private func bar(width: Int, terminal: Terminal) -> String {
        let filled = Bar.text(done, of: max(1, total), width: width, hasUnicode: terminal.hasUnicode)
        let rest = String(repeating: terminal.text("░"), count: max(0, width - TextWidth.of(filled)))
        return terminal.colored(filled, .green) + terminal.colored(rest, .dim)
    }

    private var accuracyText: String? {
        guard let accuracy, let interval = Statistics.wilson(successes: accuracy.correct, trials: accuracy.scored)
        else {
            return nil
        }
        let value = NumberText.percent(Double(accuracy.correct) / Double(accuracy.scored))
        let bounds = [interval.low, interval.high].map { NumberText.decimal($0 * 100, places: 1) }
        return "\(value) [\(bounds.joined(separator: ", "))]"
    }

    private func clock(_ seconds: Double) -> String {
        seconds < 1 ? "1 s" : NumberText.seconds(seconds.rounded(.up))
    }
}
