import ForgeCore
import Testing

@Suite struct ReasonedAnswerTests {
    @Test(
        arguments: [
            AnswerCase(
                "Hamlet is a play by Shakespeare.\nAnswer: William Shakespeare", "William Shakespeare", .answerMarker),
            AnswerCase("Step 1: think.\n\n**Answer:** Paris", "Paris", .answerMarker),
            AnswerCase("Some reasoning.\n\n**Answer: Paris**", "Paris", .answerMarker),
            AnswerCase("Reasoning.\n\n**Final Answer:** The Nile.", "The Nile", .answerMarker),
            AnswerCase("Reasoning.\n### Final Answer\nMount Everest", "Mount Everest", .answerMarker),
            AnswerCase("Reasoning.\n\n**Answer**\n\nMount Everest\n", "Mount Everest", .answerMarker),
            AnswerCase("Reasoning.\nFINAL ANSWER: \"The Who\"", "The Who", .answerMarker),
            AnswerCase("Reasoning.\nanswer:Oslo", "Oslo", .answerMarker),
            AnswerCase("Reasoning.\nAnswer:\n\nOslo\n\nMore text about Norway.", "Oslo", .answerMarker),
            AnswerCase("Reasoning.\nAnswer: Oslo. It is the capital of Norway.", "Oslo", .answerMarker),
            AnswerCase("Reasoning.\nAnswer: St. Louis, Missouri.", "St. Louis, Missouri", .answerMarker),
            AnswerCase("Reasoning.\nAnswer: George H. W. Bush", "George H. W. Bush", .answerMarker),
            AnswerCase("Reasoning.\nAnswer: the U.S.", "the U.S.", .answerMarker),
            AnswerCase("Reasoning.\nAnswer: `print`", "print", .answerMarker),
            AnswerCase("Reasoning.\nAnswer: “Yesterday”", "Yesterday", .answerMarker),
            AnswerCase("Reasoning.\nThe answer: Rome!", "Rome", .answerMarker),
            AnswerCase("Reasoning.\nAnswer = Rome", "Rome", .answerMarker),
            AnswerCase("The clue points north. The answer is Norway.", "Norway", .answerIs),
            AnswerCase("Therefore, the answer is Norway.", "Norway", .answerIs),
            AnswerCase("So the final answer is: **Norway**.", "Norway", .answerIs),
            AnswerCase("So the answer would be Norway", "Norway", .answerIs),
            AnswerCase("The correct answer is \"The Lone Ranger\".", "The Lone Ranger", .answerIs),
            AnswerCase("The answer to the question is Norway.", "Norway", .answerIs),
            AnswerCase("The answer to \"Who sang it?\" is Cher.", "Cher", .answerIs),
            AnswerCase("My answer is Norway because of the fjords.", "Norway because of the fjords", .answerIs),
            AnswerCase("The answer is Washington D.C. It became the capital in 1800.", "Washington D.C.", .answerIs),
            AnswerCase("It must be \\boxed{\\text{Norway}}.", "Norway", .boxed),
            AnswerCase("It is clear.\n#### Norway", "Norway", .hashes),
            AnswerCase("Marie Curie won twice. Therefore, Marie Curie.", "Marie Curie", .conclusion),
            AnswerCase("It rises in Africa.\nThus, it is the Nile.\n", "it is the Nile", .conclusion),
            AnswerCase("A. Then B.\nSo, Oslo is the answer.", "Oslo", .conclusion),
            AnswerCase("In conclusion, the river is the Rhine.", "the river is the Rhine", .conclusion),
            AnswerCase("First clue. The river is the Rhine.", "The river is the Rhine", .lastSentence, [.unmarked]),
            AnswerCase(
                "It was Dr. Watson who told the story.", "It was Dr. Watson who told the story", .lastSentence,
                [.unmarked]),
            AnswerCase("1. Look north.\n2. Find Oslo.", "2. Find Oslo", .lastSentence, [.unmarked]),
        ])
    func `open questions`(example: AnswerCase) { example.check(.openQuestion, .reasoned) }

    @Test(
        arguments: [
            AnswerCase("Answer: Rome\n\nWait, that is wrong.\nAnswer: Milan", "Milan", .answerMarker),
            AnswerCase("The answer is Rome. No, the answer is Milan.", "Milan", .answerIs),
            AnswerCase("The answer is: \"Cheese\"\n\nThe answer is:\n\nThe answer is:", "Cheese", .answerIs),
            AnswerCase("Answer: Rome\nThe answer is: The answer is: The answer is:", "Rome", .answerMarker),
            AnswerCase("It is Rome. In summary, Rome.", "Rome", .conclusion),
            AnswerCase("Answer: Rome\nAnswer:", "Rome", .answerMarker),
            AnswerCase("Answer: Rome\n\nQuestion: What is the capital of Peru?\nAnswer: Lima", "Rome", .answerMarker),
            AnswerCase("Answer: Rome\n\n**Question 2:** And Peru?\n**Answer:** Lima", "Rome", .answerMarker),
            AnswerCase("Answer: Rome\nQ: And Peru?\nA: Lima", "Rome", .answerMarker),
            AnswerCase("Question: Capital of Italy?\nAnswer: Rome", "Rome", .answerMarker),
            AnswerCase("<think>The answer is Lima?</think>\nThe answer is Rome.", "Rome", .answerIs),
            AnswerCase("Answer: Rome<|im_end|>\n<|im_start|>user\nAnswer: Lima", "Rome", .answerMarker),
            AnswerCase("Answer: Rome</s>", "Rome", .answerMarker),
            AnswerCase("#### Step 1\nLook south.\n#### Step 2\nThe answer is Rome.", "Rome", .answerIs),
            AnswerCase("He answered: maybe. Therefore, Rome.", "Rome", .conclusion),
            AnswerCase("Nobody can answer\nthis. Therefore, Rome.", "Rome", .conclusion),
            AnswerCase("\\boxed{unfinished \nTherefore, Rome.", "Rome", .conclusion),
        ])
    func `the last usable marker wins and what follows the answer is cut off`(example: AnswerCase) {
        example.check(.openQuestion, .reasoned)
    }

    @Test(
        arguments: [
            AnswerCase("16 - 3 - 4 = 9. 9 * 2 = 18.\n#### 18", "18", .hashes),
            AnswerCase("She has $50.\n#### $1,234.50", "1234.50", .hashes),
            AnswerCase("It falls.\n#### -7", "-7", .hashes),
            AnswerCase("So 5 + 3 = 8.\n#### 8\n\nQuestion: A bat costs $1.10.\nAnswer: 10\n#### 10", "8", .hashes),
            AnswerCase("The answer is 18.", "18", .answerIs),
            AnswerCase("Therefore, the answer is $18.00.", "18.00", .answerIs),
            AnswerCase("The answer is 18 eggs in 3 baskets.", "18", .answerIs),
            AnswerCase("The answer is 3 * 6 = 18 eggs.", "18", .answerIs),
            AnswerCase("The answer is that she makes 3 cakes for $18.", "18", .answerIs),
            AnswerCase("The answer is about 1,000,000 people.", "1000000", .answerIs),
            AnswerCase("So the answer is 10%\n\nThe answer is 10%", "10", .answerIs),
            AnswerCase("The answer is 3/4.", "3/4", .answerIs),
            AnswerCase("The answer is 22.\n\nMason is on his bike journey at 8 miles per hour.", "22", .answerIs),
            AnswerCase("**Answer:** $\\boxed{42}$", "42", .boxed),
            AnswerCase("Thus \\boxed{\\frac{3}{4}}", "3/4", .boxed),
            AnswerCase("Thus \\boxed{18\\text{ dollars}}.", "18", .boxed),
            AnswerCase("Thus $\\boxed{1{,}234}$", "1234", .boxed),
            AnswerCase("Thus \\boxed{\\$5.50}", "5.50", .boxed),
            AnswerCase("Thus \\boxed{x = \\{7\\}}", "7", .boxed),
            AnswerCase("Final Answer: 12 hours", "12", .answerMarker),
            AnswerCase("Answer: Janet makes 9 * 2 = $18 every day.", "18", .answerMarker),
            AnswerCase("The answer is 5.\nThe answer is unclear.", "5", .answerIs),
            AnswerCase("The answer is not known. Therefore, she has 7 left.", "7", .conclusion),
            AnswerCase("He has 3.\nTherefore, Janet makes 9 * 2 = $18 every day.", "18", .conclusion),
            AnswerCase("He sold 5.\nSo, there were 16 people who did not vote.", "16", .conclusion),
            AnswerCase("He has 3. He buys 4 more, making 7 in all.", "7", .lastSentence, [.unmarked]),
            AnswerCase("He has 7 left. That is all there is to say.", "7", .lastSentence, [.unmarked]),
            AnswerCase("She has 45 hens.\n\nStep 12: Determine the number of", "45", .lastSentence, [.unmarked]),
            AnswerCase("I cannot solve it.", "I cannot solve it", .lastSentence, [.unmarked]),
        ])
    func `math`(example: AnswerCase) { example.check(.math, .reasoned) }

    @Test(
        arguments: [
            AnswerCase("Ice floats. The answer is yes.", "yes", .answerIs),
            AnswerCase("Ice floats.\nAnswer: No, it sinks", "No", .answerMarker),
            AnswerCase("Therefore, the statement is false.", "false", .conclusion),
            AnswerCase("Yes, ice floats. It is less dense than water.", "Yes", .lastSentence, [.unmarked]),
            AnswerCase("**Answer:** True", "True", .answerMarker),
            AnswerCase("Nobody knows.", "Nobody knows", .lastSentence, [.unmarked]),
        ])
    func `yes or no`(example: AnswerCase) { example.check(.yesNo, .reasoned) }
}
