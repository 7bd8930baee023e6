// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IConstitution} from "./IConstitution.sol";
import {IRuleBook} from "./IRuleBook.sol";

/// @title RuleBook
/// @notice Append-only rules and the classes of calls.
contract RuleBook is IRuleBook, AccessManaged {
    uint8 private constant ORDINARY = 1;
    uint8 private constant CONSTITUTIONAL = 3;
    uint16 private constant HALF = 5_000;
    uint16 private constant WHOLE = 10_000;

    IConstitution private immutable _CONSTITUTION;
    Ruleset[] private _rulesets;
    mapping(uint8 class => uint256 rulesetId) private _current;
    mapping(address target => mapping(bytes4 selector => uint8 class)) private _classes;

    constructor(
        address authority,
        IConstitution constitution,
        Ruleset[3] memory rules,
        Classification[] memory classifications
    ) AccessManaged(authority) {
        _CONSTITUTION = constitution;
        for (uint8 i = 0; i < 3; ++i) {
            if (rules[i].class != i + ORDINARY) revert ClassUnknown(rules[i].class);
            _addRuleset(rules[i]);
        }
        for (uint256 i = 0; i < classifications.length; ++i) _setClass(classifications[i]);
    }

    /// @inheritdoc IRuleBook
    function addRuleset(Ruleset calldata rules) external restricted returns (uint256) {
        return _addRuleset(rules);
    }

    /// @inheritdoc IRuleBook
    function setClass(Classification calldata classification) external restricted {
        _setClass(classification);
    }

    /// @inheritdoc IRuleBook
    function classify(address[] calldata targets, bytes[] calldata calldatas) external view returns (uint8 class) {
        class = ORDINARY;
        for (uint256 i = 0; i < targets.length; ++i) {
            if (calldatas[i].length < 4) return CONSTITUTIONAL;
            uint8 found = classOf(targets[i], bytes4(calldatas[i][:4]));
            if (found > class) class = found;
        }
    }

    /// @inheritdoc IRuleBook
    function rulesOf(uint8 class) external view returns (Ruleset memory) {
        return ruleset(_current[class]);
    }

    /// @inheritdoc IRuleBook
    function classOf(address target, bytes4 selector) public view returns (uint8 class) {
        class = _classes[target][selector];
        if (class == 0) class = CONSTITUTIONAL;
    }

    /// @inheritdoc IRuleBook
    function ruleset(uint256 rulesetId) public view returns (Ruleset memory) {
        if (rulesetId == 0 || rulesetId > _rulesets.length) revert RulesetUnknown(rulesetId);
        return _rulesets[rulesetId - 1];
    }

    function _addRuleset(Ruleset memory rules) private returns (uint256 rulesetId) {
        _checkBounds(rules);
        _rulesets.push(rules);
        rulesetId = _rulesets.length;
        _current[rules.class] = rulesetId;
        emit RulesetAdded(rulesetId, rules.class, rules);
    }

    function _setClass(Classification memory classification) private {
        uint8 class = classification.class;
        if (class < ORDINARY || class > CONSTITUTIONAL) revert ClassUnknown(class);
        if (classification.target == address(this)) revert ClassFixed(classification.target);
        _classes[classification.target][classification.selector] = class;
        emit ClassSet(classification.target, classification.selector, class);
    }

    function _checkBounds(Ruleset memory rules) private view {
        uint8 class = rules.class;
        if (class < ORDINARY || class > CONSTITUTIONAL) revert ClassUnknown(class);
        IConstitution.Limits memory limits = _CONSTITUTION.limits();
        bool within =
            rules.peopleQuorum >= limits.minPeopleQuorum &&
                rules.technicalQuorum >= limits.minTechnicalQuorum &&
                rules.delay >= limits.minDelay &&
                rules.majority >= HALF &&
                rules.peopleQuorum <= WHOLE &&
                rules.technicalQuorum <= WHOLE &&
                rules.majority < WHOLE;
        if (class > ORDINARY && _current[class - 1] != 0)
            within = within && _covers(rules, ruleset(_current[class - 1]));
        if (class < CONSTITUTIONAL && _current[class + 1] != 0) {
            within = within && _covers(ruleset(_current[class + 1]), rules);
        }
        if (!within) revert RulesetOutOfBounds(class);
    }

    /// @dev True when no rule of the first is looser than the same rule of the second.
    function _covers(Ruleset memory strict, Ruleset memory loose) private pure returns (bool) {
        return
            strict.peopleQuorum >= loose.peopleQuorum &&
            strict.technicalQuorum >= loose.technicalQuorum &&
            strict.majority >= loose.majority &&
            strict.delay >= loose.delay;
    }
}
