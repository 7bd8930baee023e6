// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IRuleBook} from "../../../contracts/governance/IRuleBook.sol";
import {GovernanceSetup} from "./GovernanceSetup.sol";

/// @notice What must be true of proposals, in words, beside the governor that is tested.
abstract contract GovernanceModel is GovernanceSetup {
    struct Model {
        uint256 nonce;
        uint8 class;
        bytes32 callsHash;
        IRuleBook.Ruleset rules;
        bool deadlock;
        uint256[3] people;
        uint256[3] technical;
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
        if (_technical.getPastGroups(_governor.proposalSnapshot(id)) < 3) delay *= 2;
        uint256 people = _people.getPastTotalSupply(_governor.proposalSnapshot(id));
        uint256 share = people == 0 ? 0 : (_objectionCount[id] * 10_000) / people;
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
        uint256 technical = _technical.getPastTotalSupply(snapshot);
        bool peopleActive = people >= 5;
        bool technicalActive = _technical.getPastGroups(snapshot) >= 3;
        if (model.class == 0) {
            if (peopleActive && model.people[0] * 10 >= people) return false;
            return !technicalActive || model.technical[0] * 10 < technical;
        }
        if (!peopleActive) return false;
        uint256 cast = model.people[0] + model.people[1] + model.people[2];
        if (model.deadlock && cast * 10 >= people * 3 && _holds(model.people, 0, 0, 6667)) return true;
        IRuleBook.Ruleset memory rules = model.rules;
        uint256 majority = technicalActive || rules.majority > 6667 ? rules.majority : 6667;
        if (!_holds(model.people, people, rules.peopleQuorum, majority)) return false;
        return !technicalActive || _holds(model.technical, technical, rules.technicalQuorum, rules.majority);
    }

    function _holds(
        uint256[3] storage votes,
        uint256 total,
        uint256 quorum,
        uint256 majority
    ) internal view returns (bool) {
        bool enough = (votes[1] + votes[2]) * 10_000 >= total * quorum;
        return enough && votes[1] > votes[0] && votes[1] * 10_000 >= (votes[0] + votes[1]) * majority;
    }

    function _break(string memory what) internal {
        if (bytes(broken).length == 0) broken = what;
    }
}
