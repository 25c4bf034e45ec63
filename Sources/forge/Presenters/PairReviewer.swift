import ForgeLab
import ForgeTerminal
import ForgeTraining
import ForgeTuning

/// Shows pairs one after the other and asks after each whether it is a bad one.
struct PairReviewer {
    let pairs: [PreferencePair]
    let marks: PairMarks
    let terminal: Terminal
    var answer: () -> String? = { readLine() }

    private static let help = "enter: next · b [why]: bad · g: good again · p: the one before · q: end"

    func run() throws {
        var bad = try marks.ids()
        var index = 0
        while pairs.indices.contains(index) {
            let pair = pairs[index]
            print(TrainText.text(of: pair, number: index + 1, terminal: terminal))
            print(terminal.colored("\(bad.contains(pair.id) ? "marked as bad. " : "")\(Self.help)", .dim))
            guard let line = answer() else { break }
            let words = line.split(separator: " ", maxSplits: 1).map(String.init)
            switch words.first {
            case "q"?: index = pairs.count
            case "p"?: index = max(0, index - 1)
            case "b"?:
                bad = Set(try marks.set(pair.id, isBad: true, note: words.count > 1 ? words[1] : nil).map(\.id))
                index += 1
            case "g"?:
                bad = Set(try marks.set(pair.id, isBad: false).map(\.id))
                index += 1
            case nil: index += 1
            default: print("? \(Self.help)")
            }
        }
        let here = pairs.count { bad.contains($0.id) }
        print("\(Counted.of(here, "pair")) of \(pairs.count) marked as bad; trainings leave them out.\n")
    }
}
