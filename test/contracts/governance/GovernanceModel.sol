// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {RuleBook} from "../../../contracts/governance/RuleBook.sol";
import {GovernanceSetup} from "./GovernanceSetup.sol";

/// @notice What must be true of proposals, in words, beside the governor that is tested.
abstract contract GovernanceModel is GovernanceSetup {
    struct Model {
        uint256 nonce;
        uint8 class;
        bytes32 callsHash;
        RuleBook.Ruleset rules;
        bool deadlock;
        uint256[3] people;
        uint256[3] technical;
        uint256[3] heads;
        uint256 queuedAt;
        bytes32 code;
        uint8 outcome;
    }

    /// The first promise that was broken; empty while all hold.
    string public broken;
    uint256[] public ids;
    mapping(uint256 id => Model) internal _models;
    mapping(uint256 id => mapping(uint256 identityId => bool)) internal _voted;
    mapping(uint256 id => mapping(uint256 identityId => bool)) internal _objected;
    mapping(uint256 id => uint256) internal _objectionCount;
    mapping(bytes32 callsHash => uint256) internal _spentAt;

    function _checkExecution(uint256 id, Model storage model) internal {
        if (!_passes(id, model)) _break("executed without passing");
        uint256 delay = model.rules.delay;
        if (_technical.pastHeads(_governor.proposalSnapshot(id)) < 3) delay *= 2;
        uint256 people = _people.getPastTotalSupply(_governor.proposalSnapshot(id));
        uint256 share = people == 0 ? 0 : (_objectionCount[id] * 10_000) / people;
        if (_objectionCount[id] < 3) share = 0;
        if (share >= 2000) delay += MAX_EXTENSION;
        else if (share >= 500) delay += MIN_EXTENSION + ((MAX_EXTENSION - MIN_EXTENSION) * (share - 500)) / 1500;
        if (block.timestamp < model.queuedAt + delay) _break("executed early");
        if (address(_board).codehash != model.code) _break("executed other code");
        if (model.class == 3 && !_hasFirstReading(id, model, READING_GAP)) _break("one reading only");
        if (share >= 2000 && !_hasFirstReading(id, model, 1)) _break("objections passed over");
    }

    function _hasFirstReading(uint256 id, Model storage model, uint256 gap) internal view returns (bool) {
        for (uint256 i = 0; i < ids.length; ++i) {
            Model storage other = _models[ids[i]];
            uint256 ended = _governor.proposalDeadline(ids[i]);
            bool counts = other.callsHash == model.callsHash && ended > _spentAt[model.callsHash];
            if (!counts || ended + gap > _governor.proposalSnapshot(id)) continue;
            if (_passes(ids[i], other)) return true;
        }
        return false;
    }

    /// The rules in words, from the model's ballots and the chambers at the snapshot.
    function _passes(uint256 id, Model storage model) internal view returns (bool) {
        uint256 snapshot = _governor.proposalSnapshot(id);
        uint256 people = _people.getPastTotalSupply(snapshot);
        uint256 groups = _technical.pastHeads(snapshot);
        bool peopleActive = people >= 5;
        bool technicalActive = groups >= 3;
        if (model.class == 0) {
            if (peopleActive && model.people[0] * 10 >= people) return false;
            return !technicalActive || model.heads[0] * 10 < groups;
        }
        if (!peopleActive) return false;
        uint256 cast = model.people[0] + model.people[1] + model.people[2];
        if (model.deadlock && cast * 10 >= people * 3 && _majority(model.people, 6667)) return true;
        RuleBook.Ruleset memory rules = model.rules;
        uint256 majority = technicalActive || rules.majority > 6667 ? rules.majority : 6667;
        uint256 needed = people * rules.peopleQuorum;
        if (needed < uint256(rules.peopleLeast) * 10_000) needed = uint256(rules.peopleLeast) * 10_000;
        if ((model.people[1] + model.people[2]) * 10_000 < needed) return false;
        if (!_majority(model.people, majority)) return false;
        if (!technicalActive) return true;
        bool heads = model.heads[1] >= 2 && model.heads[1] * 10_000 >= groups * rules.technicalHeads;
        if (!heads || (model.class > 1 && model.heads[1] <= model.heads[0])) return false;
        return _majority(model.class == 3 ? model.heads : model.technical, rules.majority);
    }

    function _majority(uint256[3] storage votes, uint256 majority) internal view returns (bool) {
        uint256 decided = votes[0] + votes[1];
        if (majority == 6667) return votes[1] > votes[0] && votes[1] * 3 >= decided * 2;
        return votes[1] > votes[0] && votes[1] * 10_000 >= decided * majority;
    }

    function _break(string memory what) internal {
        if (bytes(broken).length == 0) broken = what;
    }
}
