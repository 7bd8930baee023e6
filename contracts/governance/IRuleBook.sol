// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Which rules a proposal must meet.
/// @notice A proposal's class is the highest class of its calls, read from the calls themselves. Classes: 0 routine,
/// 1 ordinary, 2 structural, 3 constitutional. A call that was never classified is constitutional.
interface IRuleBook {
    /// @notice Rules of one class. Shares are basis points; 6,667 means exactly two thirds. All but class, objection and
    /// delay are 0 for class 0.
    struct Ruleset {
        uint8 class; // 0 routine, 1 ordinary, 2 structural, 3 constitutional
        uint16 peopleQuorum; // share of voices that must vote for or abstain
        uint8 peopleLeast; // voices that must do so at least
        // share of the groups in the chamber whose owners must vote for; never fewer than two groups
        uint16 technicalHeads;
        uint16 majority; // share of for among for and against, needed in each chamber; ties always fail
        // share of an active chamber, by voices or by groups, that stops a proposal of class 0; else 0
        uint16 objection;
        uint32 delay; // seconds between queueing and execution
    }

    /// @notice The class of one call.
    struct Classification {
        address target;
        bytes4 selector;
        uint8 class;
    }

    /// @notice A ruleset was added and holds for proposals of its class from now on.
    event RulesetAdded(uint256 indexed rulesetId, uint8 indexed class, Ruleset rules);
    /// @notice A call was classified.
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
    function bind(Classification[] calldata classifications) external;
    /// @notice Adds a ruleset; the earlier ones stay as they are.
    function addRuleset(Ruleset calldata rules) external returns (uint256 rulesetId);
    /// @notice Classifies a call.
    function setClass(Classification calldata classification) external;
    /// @notice The class of a proposal: the highest among its calls.
    function classify(address[] calldata targets, bytes[] calldata calldatas) external view returns (uint8 class);

    /// @notice The rules in force for a proposal: those of its class.
    /// @return rulesetId The newest ruleset of the highest class among them.
    function rulesFor(
        address[] calldata targets,
        bytes[] calldata calldatas
    ) external view returns (uint24 rulesetId, uint8 class);

    /// @notice The class of one call; 3 when never classified.
    function classOf(address target, bytes4 selector) external view returns (uint8 class);
    /// @notice The rules in force for a class.
    function rulesOf(uint8 class) external view returns (Ruleset memory rules);

    /// @notice A ruleset by number.
    /// @param rulesetId The number, from 1.
    function ruleset(uint256 rulesetId) external view returns (Ruleset memory rules);
}
