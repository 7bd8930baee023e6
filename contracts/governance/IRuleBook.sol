// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Which rules a proposal must meet.
/// @notice A proposal's class is the highest class of its calls, read from the calls themselves. Classes: 0 routine,
/// 1 ordinary, 2 structural, 3 constitutional. A call that was never classified is constitutional.
interface IRuleBook {
    /// @notice Rules of one class. Shares are basis points; 6,667 means exactly two thirds. All but class, objection and
    /// delay are 0 for class 0.
    /// @param class 0 routine, 1 ordinary, 2 structural, 3 constitutional.
    /// @param peopleQuorum Share of voices that must vote for or abstain.
    /// @param peopleLeast Voices that must do so at least.
    /// @param technicalHeads Share of the groups in the chamber whose owners must vote for; never fewer than two groups.
    /// @param majority Share of for among for and against, needed in each chamber; ties always fail.
    /// @param objection Share of an active chamber, by voices or by groups, that stops a proposal of class 0; else 0.
    /// @param delay Seconds between queueing and execution.
    struct Ruleset {
        uint8 class;
        uint16 peopleQuorum;
        uint8 peopleLeast;
        uint16 technicalHeads;
        uint16 majority;
        uint16 objection;
        uint32 delay;
    }

    /// @notice The class of one call.
    /// @param target The contract called.
    /// @param selector The function called.
    /// @param class Its class.
    struct Classification {
        address target;
        bytes4 selector;
        uint8 class;
    }

    /// @notice A ruleset was added and holds for proposals of its class from now on.
    /// @param rulesetId The new ruleset.
    /// @param class Its class.
    /// @param rules All of it.
    event RulesetAdded(uint256 indexed rulesetId, uint8 indexed class, Ruleset rules);
    /// @notice A call was classified.
    /// @param target The contract called.
    /// @param selector The function called.
    /// @param class Its class.
    event ClassSet(address indexed target, bytes4 indexed selector, uint8 class);

    /// @notice There are classes 0 to 3 only.
    error ClassUnknown(uint8 class);
    /// @notice The rule is looser than the constitution or than a lower class, or stricter than a higher class or than any
    /// rule may be, so that no vote can end all votes; or a constitutional rule would loosen.
    error RulesetOutOfBounds(uint8 class);
    /// @notice Calls to the rule book and to the authority stay constitutional.
    error ClassFixed(address target);
    /// @notice No ruleset has this number.
    error RulesetUnknown(uint256 rulesetId);
    /// @notice Only who deployed the rule book may do this, and only once.
    error BindingClosed(address caller);

    /// @notice Classifies the calls of a commons that is just built; once, by who deployed the rule book.
    /// @param classifications Which calls, and their classes.
    function bind(Classification[] calldata classifications) external;

    /// @notice Adds a ruleset; the earlier ones stay as they are.
    /// @param rules The new rules.
    /// @return rulesetId Their number.
    function addRuleset(Ruleset calldata rules) external returns (uint256 rulesetId);

    /// @notice Classifies a call.
    /// @param classification Which call, and its class.
    function setClass(Classification calldata classification) external;

    /// @notice The class of a proposal.
    /// @param targets The contracts called.
    /// @param calldatas The calls.
    /// @return class The highest class among them.
    function classify(address[] calldata targets, bytes[] calldata calldatas) external view returns (uint8 class);

    /// @notice The rules in force for a proposal: those of its class.
    /// @param targets The contracts called.
    /// @param calldatas The calls.
    /// @return rulesetId The newest ruleset of the highest class among them.
    /// @return class The class.
    function rulesFor(
        address[] calldata targets,
        bytes[] calldata calldatas
    ) external view returns (uint24 rulesetId, uint8 class);

    /// @notice The class of one call.
    /// @param target The contract called.
    /// @param selector The function called.
    /// @return class 3 when never classified.
    function classOf(address target, bytes4 selector) external view returns (uint8 class);

    /// @notice The rules in force for a class.
    /// @param class The class.
    /// @return rules The newest ruleset of the class.
    function rulesOf(uint8 class) external view returns (Ruleset memory rules);

    /// @notice A ruleset by number.
    /// @param rulesetId The number, from 1.
    /// @return rules The rules.
    function ruleset(uint256 rulesetId) external view returns (Ruleset memory rules);
}
