// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {IERC5805} from "@openzeppelin/contracts/interfaces/IERC5805.sol";
import {CommonsGovernor} from "../../../contracts/governance/CommonsGovernor.sol";
import {Constitution} from "../../../contracts/governance/Constitution.sol";
import {IConstitution} from "../../../contracts/governance/IConstitution.sol";
import {IRuleBook} from "../../../contracts/governance/IRuleBook.sol";
import {RuleBook} from "../../../contracts/governance/RuleBook.sol";
import {IWorkLedger} from "../../../contracts/work/IWorkLedger.sol";
import {TestBase} from "../Vm.sol";
import {SetVotes} from "./SetVotes.sol";

/// @notice The outcome of any vote equals a plain reading of the rules.
contract CountingBicameralTest is TestBase {
    uint256 private constant VOTERS = 5;
    SetVotes private _people;
    SetVotes private _technical;
    CommonsGovernor private _governor;

    struct Side {
        uint256 against;
        uint256 forVotes;
        uint256 abstain;
        uint256 total;
    }

    function setUp() public {
        _people = new SetVotes();
        _technical = new SetVotes();
        IConstitution constitution = new Constitution(
            IConstitution.Limits(bytes32(0), 100, 5000, 1000, 500, 1000, 1, 1, 2, 3, 2)
        );
        IRuleBook.Ruleset[3] memory rules = [
            IRuleBook.Ruleset(1, 1000, 2000, 5000, 2),
            IRuleBook.Ruleset(2, 1500, 3000, 6000, 3),
            IRuleBook.Ruleset(3, 2500, 4000, 6667, 4)
        ];
        IRuleBook book = new RuleBook(address(this), constitution, rules, new IRuleBook.Classification[](0));
        TimelockController timelock = new TimelockController(1, new address[](0), new address[](0), address(this));
        _governor = new CommonsGovernor(
            IERC5805(address(_people)),
            IWorkLedger(address(_technical)),
            book,
            constitution,
            timelock,
            CommonsGovernor.Settings(1, 100, 5, 1)
        );
        vm.warp(1_000_000);
    }

    function testFuzz_outcomeFollowsBothChambers(
        uint8[5] memory voices,
        uint64[5] memory weights,
        uint8[5] memory choices,
        uint8[5] memory technicalChoices,
        uint8 groups
    ) public {
        Side memory people;
        Side memory technical;
        _technical.setGroups(groups % 4);
        for (uint256 i = 0; i < VOTERS; ++i) {
            _people.set(_voter(i), voices[i] % 4);
            _technical.set(_voter(i), weights[i]);
            people.total += voices[i] % 4;
            technical.total += weights[i];
        }
        uint256 id = _open();
        for (uint256 i = 0; i < VOTERS; ++i) {
            uint8 support = choices[i] % 4;
            uint8 technicalSupport = technicalChoices[i] % 3;
            if (support == 3 || (voices[i] % 4 == 0 && weights[i] == 0)) continue;
            vm.prank(_voter(i));
            _governor.castVoteWithReasonAndParams(id, support, "", abi.encodePacked(technicalSupport));
            _add(people, support, voices[i] % 4);
            _add(technical, technicalSupport, weights[i]);
        }
        _checkTallies(id, people, technical);
        vm.warp(_governor.proposalDeadline(id) + 1);
        bool succeeded = _governor.state(id) == IGovernor.ProposalState.Succeeded;
        assert(succeeded == _passes(people, technical, groups % 4));
    }

    /// No account is counted twice, whatever it tries.
    function testFuzz_oneVoteEach(uint8 first, uint8 second) public {
        _people.set(_voter(0), 3);
        uint256 id = _open();
        vm.prank(_voter(0));
        _governor.castVote(id, first % 3);
        vm.prank(_voter(0));
        try _governor.castVote(id, second % 3) {
            assert(false);
        } catch {
            assert(_governor.hasVoted(id, _voter(0)));
        }
    }

    function _open() private returns (uint256 id) {
        address[] memory targets = new address[](1);
        bytes[] memory calls = new bytes[](1);
        calls[0] = hex"12345678";
        address proposer = address(0x99);
        // Any weight opens a proposal; the proposer leaves before the snapshot is counted.
        _people.set(proposer, 1);
        vm.prank(proposer);
        id = _governor.propose(targets, new uint256[](1), calls, "x");
        _people.set(proposer, 0);
        vm.warp(block.timestamp + 2);
    }

    function _checkTallies(uint256 id, Side memory people, Side memory technical) private view {
        (uint256 against, uint256 forVotes, uint256 abstain) = _governor.chamberVotes(id, 0);
        assert(against == people.against && forVotes == people.forVotes && abstain == people.abstain);
        assert(against + forVotes + abstain <= _governor.chamberTotal(id, 0));
        (against, forVotes, abstain) = _governor.chamberVotes(id, 1);
        assert(against == technical.against && forVotes == technical.forVotes && abstain == technical.abstain);
        assert(against + forVotes + abstain <= _governor.chamberTotal(id, 1));
    }

    function _voter(uint256 index) private pure returns (address) {
        return address(uint160(0x100 + index));
    }

    function _add(Side memory side, uint8 support, uint256 votes) private pure {
        if (support == 0) side.against += votes;
        else if (support == 1) side.forVotes += votes;
        else side.abstain += votes;
    }

    /// The rules of class 3, in words: 25 % and 40 % quorum, two thirds in each chamber, people alone need two thirds.
    function _passes(Side memory people, Side memory technical, uint256 groups) private pure returns (bool) {
        if (people.total < 3) return false;
        if (!_holds(people, 2500)) return false;
        return groups < 2 || _holds(technical, 4000);
    }

    function _holds(Side memory side, uint256 quorum) private pure returns (bool) {
        bool enough = (side.forVotes + side.abstain) * 10_000 >= side.total * quorum;
        bool most = side.forVotes * 10_000 >= (side.forVotes + side.against) * 6_667;
        return enough && most && side.forVotes > side.against;
    }
}
