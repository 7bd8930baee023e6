// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AuditLog} from "../../../contracts/audit/AuditLog.sol";
import {IStewardshipBoard} from "../../../contracts/disputes/IStewardshipBoard.sol";
import {StewardshipBoard} from "../../../contracts/disputes/StewardshipBoard.sol";
import {IIdentityRegistry} from "../../../contracts/identity/IIdentityRegistry.sol";
import {IWorkLedger} from "../../../contracts/work/IWorkLedger.sol";
import {TestBase} from "../Vm.sol";
import {Acts} from "./Acts.sol";
import {Members} from "./Members.sol";
import {OneCaller} from "./OneCaller.sol";

/// @notice A board, ten persons (1 to 10) with one voice each, two institutions (11, 12), and a technical chamber of 7 to
/// 10 with weights 1, 1, 30 and 70.
abstract contract BoardCase is TestBase {
    address internal constant COURT = address(0xC0);
    address internal constant STRANGER = address(0x99);
    uint48 internal constant TERM = 10_000;
    uint48 internal constant NOMINATION = 100;
    uint48 internal constant VOTE = 200;
    uint48 internal constant HOLD = 300;
    uint48 internal constant COOLDOWN = 50;

    StewardshipBoard internal board;
    Members internal members;
    Members internal ledger;
    Acts internal audit;

    function setUp() public virtual {
        vm.warp(1_000_000);
        members = new Members();
        ledger = new Members();
        ledger.add(1, 10);
        audit = new Acts();
        members.add(1, 10);
        members.add(2, 2);
        for (uint256 id = 1; id <= 10; ++id) members.setVotes(id, 1);
        ledger.setVotes(7, 1);
        ledger.setVotes(8, 1);
        ledger.setVotes(9, 30);
        ledger.setVotes(10, 70);
        vm.warp(1_000_010);
        board = _deploy(_settings());
    }

    function _settings() internal pure returns (IStewardshipBoard.Settings memory) {
        return IStewardshipBoard.Settings(TERM, NOMINATION, VOTE, HOLD, COOLDOWN, 2);
    }

    function _deploy(IStewardshipBoard.Settings memory settings) internal returns (StewardshipBoard) {
        return
            new StewardshipBoard(
                address(new OneCaller(COURT)),
                IIdentityRegistry(address(members)),
                IWorkLedger(address(ledger)),
                AuditLog(address(audit)),
                settings
            );
    }

    function _account(uint256 id) internal pure returns (address) {
        return address(uint160(0x1000 + id));
    }

    function _as(uint256 id) internal {
        vm.prank(_account(id));
    }

    function _stand(uint8 seat, uint256 id) internal {
        _as(id);
        board.stand(seat);
    }

    function _vote(uint8 seat, uint256 voter, uint256 candidate) internal {
        _as(voter);
        board.vote(seat, candidate);
    }

    function _elect(uint8 seat, uint256 id) internal {
        board.openElection(seat);
        _stand(seat, id);
        if (seat > 4) {
            _as(11);
            board.nominate(seat, id);
        }
        _wait(NOMINATION);
        for (uint256 i = 0; i < 3; ++i) _vote(seat, (seat == 3 || seat == 4 ? 8 : 1) + i, id);
        _wait(VOTE);
        board.closeElection(seat);
    }

    function _wait(uint256 time) internal {
        vm.warp(block.timestamp + time);
    }
}
