/// A place in an output that one reader understood.
struct StepMatch {
    var start: String.Index
    var end: String.Index
    var move: ParsedStep.Move
    var parser: StepParserName
}
