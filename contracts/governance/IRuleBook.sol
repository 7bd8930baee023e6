// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Which rules a proposal must meet.
/// @notice A proposal's class is the highest class of its calls, read from the calls themselves. Classes: 0 routine,
/// 1 ordinary, 2 structural, 3 constitutional. A call that was never classified is constitutional.
interface IRuleBook {
    /// @notice Rules of one class. Shares are basis points.
    /// @param class 0 routine, 1 ordinary, 2 structural, 3 constitutional.
    /// @param peopleQuorum Share of voices that must vote for or abstain; 0 for class 0.
    /// @param technicalQuorum Share of technical weight that must vote for or abstain; 0 for class 0.
    /// @param majority Share of for among for and against, needed in each chamber; ties always fail; 0 for class 0.
    /// @param objection Share of an active chamber whose votes against stop a proposal of class 0; 0 for other classes.
    /// @param delay Seconds between queueing and execution.
    struct Ruleset {
        uint8 class;
        uint16 peopleQuorum;
        uint16 technicalQuorum;
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
    /// @notice The rule is looser than the constitution or than a lower class, or stricter than a higher class, or a
    /// constitutional rule would loosen.
    error RulesetOutOfBounds(uint8 class);
    /// @notice Calls to the rule book and to the access manager, which can call it, stay constitutional.
    error ClassFixed(address target);
    /// @notice No ruleset has this number.
    error RulesetUnknown(uint256 rulesetId);

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
    /// @return rules The newest ruleset of the highest class among them.
    function rulesFor(
        address[] calldata targets,
        bytes[] calldata calldatas
    ) external view returns (Ruleset memory rules);

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
