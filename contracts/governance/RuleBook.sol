// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Constitution} from "./Constitution.sol";

/// @title Which rules a proposal must meet.
/// @notice A proposal's class is the highest class of its calls, read from the calls themselves. Classes: 0 routine,
/// 1 ordinary, 2 structural, 3 constitutional. A call that was never classified is constitutional.
contract RuleBook is AccessManaged {
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

    uint8 private constant ROUTINE = 0;
    uint8 private constant CONSTITUTIONAL = 3;
    uint8 private constant CLASSES = 4;
    uint16 private constant LEAST_MAJORITY = 5_000;
    uint16 private constant MOST_MAJORITY = 7_500;
    uint32 private constant MOST_DELAY = 90 days;

    address private immutable _DEPLOYER;
    Constitution private immutable _CONSTITUTION;
    uint24 private _count;
    bool private _bound;
    mapping(uint256 rulesetId => Ruleset) private _rulesets;
    mapping(uint8 class => uint24 rulesetId) private _newest;
    /// @dev Class plus one; zero means never classified.
    mapping(address target => mapping(bytes4 selector => uint8 classPlusOne)) private _classes;

    constructor(address authority, Constitution constitution, Ruleset[4] memory rules) AccessManaged(authority) {
        _DEPLOYER = msg.sender;
        _CONSTITUTION = constitution;
        for (uint8 class = 0; class < CLASSES; ++class) {
            if (rules[class].class != class) revert ClassUnknown(rules[class].class);
            _addRuleset(rules[class]);
        }
    }

    /// @notice Classifies the calls of a commons that is just built; once, by who deployed the rule book.
    function bind(Classification[] calldata classifications) external {
        if (msg.sender != _DEPLOYER || _bound) revert BindingClosed(msg.sender);
        _bound = true;
        for (uint256 i = 0; i < classifications.length; ++i) _setClass(classifications[i]);
    }

    /// @notice Adds a ruleset; the earlier ones stay as they are.
    function addRuleset(Ruleset calldata rules) external restricted returns (uint256) {
        return _addRuleset(rules);
    }

    /// @notice Classifies a call.
    function setClass(Classification calldata classification) external restricted {
        _setClass(classification);
    }

    /// @notice The rules in force for a proposal: those of its class.
    /// @return rulesetId The newest ruleset of the highest class among them.
    function rulesFor(address[] calldata targets, bytes[] calldata calldatas) external view returns (uint24, uint8) {
        uint8 class = classify(targets, calldatas);
        return (_newest[class], class);
    }

    /// @notice The rules in force for a class.
    function rulesOf(uint8 class) external view returns (Ruleset memory) {
        if (class > CONSTITUTIONAL) revert ClassUnknown(class);
        return _rulesets[_newest[class]];
    }

    /// @notice A ruleset by number.
    /// @param rulesetId The number, from 1.
    function ruleset(uint256 rulesetId) external view returns (Ruleset memory rules) {
        rules = _rulesets[rulesetId];
        if (rules.delay == 0) revert RulesetUnknown(rulesetId);
    }

    /// @notice The class of a proposal: the highest among its calls.
    /// @dev No call at all, or one without a selector, is constitutional.
    function classify(address[] calldata targets, bytes[] calldata calldatas) public view returns (uint8 class) {
        if (targets.length == 0 || targets.length != calldatas.length) return CONSTITUTIONAL;
        for (uint256 i = 0; i < targets.length; ++i) {
            if (calldatas[i].length < 4) return CONSTITUTIONAL;
            uint8 found = classOf(targets[i], bytes4(calldatas[i][:4]));
            if (found > class) class = found;
        }
    }

    /// @notice The class of one call; 3 when never classified.
    function classOf(address target, bytes4 selector) public view returns (uint8) {
        uint8 classPlusOne = _classes[target][selector];
        return classPlusOne == 0 ? CONSTITUTIONAL : classPlusOne - 1;
    }

    function _addRuleset(Ruleset memory rules) private returns (uint24 rulesetId) {
        uint8 class = rules.class;
        if (class > CONSTITUTIONAL) revert ClassUnknown(class);
        if (!_withinConstitution(rules) || !_inOrder(rules)) revert RulesetOutOfBounds(class);
        rulesetId = ++_count;
        _rulesets[rulesetId] = rules;
        _newest[class] = rulesetId;
        emit RulesetAdded(rulesetId, class, rules);
    }

    function _setClass(Classification memory classification) private {
        uint8 class = classification.class;
        address target = classification.target;
        if (class > CONSTITUTIONAL) revert ClassUnknown(class);
        if (target == address(this) || target == authority()) revert ClassFixed(target);
        _classes[target][classification.selector] = class + 1;
        emit ClassSet(target, classification.selector, class);
    }

    function _withinConstitution(Ruleset memory rules) private view returns (bool) {
        Constitution.Limits memory limits = _CONSTITUTION.limits();
        if (!_between(rules.delay, limits.minDelay, MOST_DELAY)) return false;
        if (rules.class == ROUTINE) {
            return
                rules.peopleQuorum == 0 &&
                rules.peopleLeast == 0 &&
                rules.technicalHeads == 0 &&
                rules.majority == 0 &&
                _between(rules.objection, limits.minObjection, limits.maxObjection);
        }
        // A least number that the smallest chamber that counts could not muster would end all votes.
        uint256 mostPeople = (8 * uint256(limits.peopleToActivate)) / 15;
        return
            rules.objection == 0 &&
            rules.peopleLeast <= mostPeople &&
            _between(rules.majority, LEAST_MAJORITY, MOST_MAJORITY) &&
            _between(rules.peopleQuorum, limits.minPeopleQuorum, limits.maxPeopleQuorum) &&
            _between(rules.technicalHeads, limits.minTechnicalHeads, limits.maxTechnicalHeads);
    }

    /// @dev Rules tighten as their class rises; those of the highest class never loosen. Rules not yet there are zero.
    function _inOrder(Ruleset memory rules) private view returns (bool) {
        uint8 class = rules.class;
        if (class != ROUTINE && !_covers(rules, _rulesets[_newest[class - 1]])) return false;
        Ruleset memory above = _rulesets[_newest[class == CONSTITUTIONAL ? class : class + 1]];
        return class == CONSTITUTIONAL ? _covers(rules, above) : above.delay == 0 || _covers(above, rules);
    }

    /// @dev True when no rule of the first is looser than the same rule of the second.
    function _covers(Ruleset memory strict, Ruleset memory loose) private pure returns (bool) {
        return
            strict.peopleQuorum >= loose.peopleQuorum &&
            strict.peopleLeast >= loose.peopleLeast &&
            strict.technicalHeads >= loose.technicalHeads &&
            strict.majority >= loose.majority &&
            strict.delay >= loose.delay;
    }

    function _between(uint256 value, uint256 low, uint256 high) private pure returns (bool) {
        return value >= low && value <= high;
    }
}
